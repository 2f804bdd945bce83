"""What the network takes each sketch for, held to reading the sketches one by one."""

from typing import Any

import numpy as np
import pytest

from cnn_core import sketches
from cnn_core.lab.evaluation import evaluate
from cnn_core.lab.evaluation import sketches as pictures
from cnn_core.lab.networks import few
from cnn_core.lab.session import Session
from cnn_core.lab.subjects import Split

LABS: dict[str, dict[str, Any]] = {
    "lesson": {"seed": 4, "classes": [1, 7, 3]},
    "few": {"sketches": 20},
    "larger": {"network": "digits-28", "filters": 2},
}


def read_all(session: Session, split: Split, weights: Any = None) -> dict[str, Any]:
    """All parts of an evaluation, put together."""
    parts = [evaluate(session, split, 0, weights)]
    while (start := parts[-1]["start"] + len(parts[-1]["labels"])) < parts[0]["total"]:
        parts.append(evaluate(session, split, start, weights))
    names = ("labels", "predictions", "confidences")
    return {
        "parts": len(parts),
        "confusion": sum(part["confusion"] for part in parts),
        **{name: np.concatenate([part[name] for part in parts]) for name in names},
    }


@pytest.mark.parametrize("split", ["train", "test"])
@pytest.mark.parametrize("settings", LABS.values(), ids=LABS)
def test_each_sketch_is_read_as_it_is_alone(settings: dict[str, Any], split: Split) -> None:
    session = Session(settings)
    session.train(30, 10_000)
    found = read_all(session, split)
    images, labels = session.examples(split)
    classes = session.settings.classes
    confusion = np.zeros((len(classes), len(classes)), int)
    for i in range(0, len(labels), 7):
        logits = session.model.forward(images[i : i + 1])[0].astype(float)
        odds = np.exp(logits - logits.max())
        answer = int(np.argmax(logits))
        assert found["labels"][i] == classes[labels[i]]
        assert found["predictions"][i] == classes[answer]
        assert found["confidences"][i] == pytest.approx(odds[answer] / odds.sum(), rel=1e-4)
    for label, prediction in zip(found["labels"], found["predictions"], strict=True):
        confusion[classes.index(label), classes.index(prediction)] += 1
    assert (found["confusion"] == confusion).all()
    assert len(found["labels"]) == len(labels)


def test_a_checkpoint_is_read_and_training_is_left_alone() -> None:
    session, same = Session({}), Session({})
    before = session.model.get_weights()
    first = read_all(session, "test")
    session.train(40, 10_000)
    same.train(40, 10_000)
    again = read_all(session, "test", before)
    assert (again["predictions"] == first["predictions"]).all()
    assert (read_all(session, "test")["predictions"] != first["predictions"]).any()
    session.train(10, 10_000)
    same.train(10, 10_000)
    assert (session.model.get_weights() == same.model.get_weights()).all()


def test_a_part_takes_no_longer_than_the_look_that_training_takes() -> None:
    session = Session({"network": "digits-28", "filters": 2})
    assert len(evaluate(session, "train")["labels"]) == session.read_at_once == 100


def test_the_pictures_are_those_of_the_sketches_asked_for() -> None:
    session = Session({})
    images, _ = session.examples("test")
    found = pictures(session, "test", [3.0, 499.0, 501.0])["images"]
    assert (found == images[[3, 499, 1]]).all()


def test_few_are_balanced_and_among_those_of_more() -> None:
    everything = sketches.digits(300, classes=(0, 1, 2), rng=np.random.default_rng(5))
    images, labels = few(everything, 20)
    assert sorted(np.bincount(labels)) == [6, 7, 7]
    more, _ = few(everything, 50)
    assert {image.tobytes() for image in images} < {image.tobytes() for image in more}
    others, _ = few(everything, 20, subset=1)
    assert not {image.tobytes() for image in others} & {image.tobytes() for image in images}
    assert few(everything, 300) is everything
    for image, label in zip(images, labels, strict=True):
        (place,) = np.flatnonzero((everything.images == image).all(axis=(1, 2, 3)))
        assert everything.labels[place] == label


def test_with_few_sketches_the_gap_opens() -> None:
    """The claim that the widget is there for: learned by heart, and not understood."""

    def gap(number: int) -> tuple[float, float]:
        session = Session({"sketches": number, "seed": 1})
        session.train(500, 60_000)
        train, test = (read_all(session, split) for split in ("train", "test"))
        right = [float(np.mean(x["labels"] == x["predictions"])) for x in (train, test)]
        return right[0], right[1]

    (few_train, few_test), (_, many_test), (many_train, _) = gap(20), gap(3000), gap(3000)
    assert few_train == 1.0
    assert few_train - few_test > 0.1
    assert many_test > few_test + 0.1
    assert abs(many_train - many_test) < 0.05


def test_scrambling_moves_pixels_in_every_sketch_alike() -> None:
    drawn, scrambled = (Session({"network": name}).examples("test") for name in ("cnn", "cnn-scrambled"))
    before, after = (images.reshape(len(images), -1) for images, _ in (drawn, scrambled))
    assert not np.array_equal(before, after)
    np.testing.assert_array_equal(drawn[1], scrambled[1])
    # Every pixel, through all sketches, is found once more, elsewhere.
    columns = sorted(column.tobytes() for column in before.T)
    assert sorted(column.tobytes() for column in after.T) == columns


def test_a_batch_of_few_sketches_can_be_looked_at() -> None:
    session = Session({"sketches": 20, "batch_size": 32})
    assert len(session.subject("batch", 3).images) == 20

"""The reader's own drawings in a laboratory: read as any others, learned from on request."""

from typing import Any

import numpy as np
import pytest

from cnn_core import sketches
from cnn_core.errors import ShapeError
from cnn_core.lab.collection import MOST
from cnn_core.lab.evaluation import evaluate
from cnn_core.lab.evaluation import sketches as pictures
from cnn_core.lab.session import Session
from cnn_core.lab.settings import SettingsError

RING = [[[0.5 + 0.3 * np.sin(a), 0.5 - 0.4 * np.cos(a)] for a in np.linspace(0, 6.2, 30)]]
LINE = [[[0.5, 0.1], [0.5, 0.9]]]
Z = [[[0.2, 0.1], [0.8, 0.1], [0.2, 0.9], [0.8, 0.9]]]


def drawn(label: int, strokes: Any) -> dict[str, Any]:
    return {"id": f"a{label}", "label": label, "strokes": strokes}


MINE = [drawn(0, RING), drawn(1, LINE), drawn(2, Z)]


def test_they_are_read_as_the_network_sees_them() -> None:
    session = Session({"seed": 1})
    session.train(300, 60_000)
    session.collect(MINE)
    found = evaluate(session, "drawn")
    assert found["labels"].tolist() == [0, 1, 2]
    assert found["total"] == 3
    expected = np.stack([sketches.render(sketches.fit_box(np.array(one["strokes"])), 8) for one in MINE])
    np.testing.assert_array_equal(pictures(session, "drawn", [0, 1, 2])["images"][..., 0], expected)
    answers = session.model.predict_proba(expected[..., None]).argmax(axis=1)
    assert found["predictions"].tolist() == answers.tolist()
    assert found["predictions"].tolist() == [0, 1, 2], "they are as plain as can be"


def test_none_are_read_as_none() -> None:
    session = Session({})
    assert evaluate(session, "drawn")["total"] == 0
    session.collect(MINE)
    session.collect([])
    found = evaluate(session, "drawn")
    assert found["total"] == len(found["labels"]) == 0
    assert not found["confusion"].any()


def test_to_be_kept_changes_no_training() -> None:
    session, same = Session({}), Session({})
    session.train(5, 10_000)
    same.train(5, 10_000)
    session.collect(MINE)
    session.train(20, 10_000)
    same.train(20, 10_000)
    assert (session.model.get_weights() == same.model.get_weights()).all()


def test_what_is_to_be_learned_is_a_tenth_of_all_and_no_more() -> None:
    session = Session({"sketches": 90})
    session.collect(MINE, learn=[0.0, 2.0])
    images, labels = session.examples("train")
    mine, _ = session.examples("drawn")
    assert len(labels) == 90 + 10
    assert (images[90:95] == mine[0]).all()
    assert (images[95:] == mine[2]).all()
    assert labels[90:].tolist() == 5 * [0] + 5 * [2]
    session.collect(MINE)
    assert len(session.examples("train")[1]) == 90


def test_it_learns_what_no_rule_would_draw() -> None:
    """Drawings named against all custom are read as they are named, once they have been learned from."""
    odd = [drawn(2, RING), drawn(0, LINE)]
    session = Session({"seed": 3})
    session.train(200, 60_000)
    session.collect(odd)
    assert evaluate(session, "drawn")["predictions"].tolist() != [2, 0]
    session.collect(odd, learn=[0, 1])
    after = session.train(400, 60_000)
    assert after["step"] == 600
    assert evaluate(session, "drawn")["predictions"].tolist() == [2, 0]


@pytest.mark.parametrize("network", ["cnn", "digits-28"])
def test_pixels_of_another_grid_are_resampled(network: str) -> None:
    session = Session({"network": network, "filters": 2})
    size = session.model.input_shape[0]
    seven = np.zeros((8, 8), np.float32)
    seven[0], seven[:, 6] = 1, 1
    session.collect([{"id": "a", "label": 1, "pixels": seven.ravel().tolist()}])
    (image,) = session.examples("drawn")[0]
    expected = seven if size == 8 else sketches.prepare(seven, size)[0, ..., 0]
    np.testing.assert_allclose(image[..., 0], expected, atol=1e-6)


def test_what_can_not_be_kept_is_refused_and_what_was_kept_stays() -> None:
    session = Session({})
    session.collect(MINE)
    with pytest.raises(SettingsError, match="the network knows 0, 1, 2, 3, not 7"):
        session.collect([*MINE, drawn(7, Z)])
    with pytest.raises(SettingsError, match=f"at most {MOST} drawings can be kept, not {MOST + 1}"):
        session.collect([MINE[0]] * (MOST + 1))
    with pytest.raises(ShapeError, match="expected the pixels of a square, got 12"):
        session.collect([{"id": "a", "label": 1, "pixels": [0.5] * 12}])
    assert evaluate(session, "drawn")["total"] == 3

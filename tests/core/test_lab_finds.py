"""What excites filters and what covers change, held to naive loops and to covering place by place."""

from typing import Any

import numpy as np
import pytest

from cnn_core.lab.excitement import excite
from cnn_core.lab.occlusion import occlude
from cnn_core.lab.session import Session
from tests.core import naive

STROKES = {"strokes": [[[0.3, 0.2], [0.7, 0.2], [0.5, 0.8]]]}


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session({"network": "digits-28", "classes": [0, 1, 7], "filters": 3})
    session.train(10, milliseconds=60_000)
    return session


def maps_by_hand(session: Session, image: Any, convolution: int) -> Any:
    """The maps of one image after the convolution and its ReLU, by naive loops."""
    maps = np.asarray(image, np.float64)[None]
    kernels = [layer.params for layer in session.model.layers if "kernel" in layer.params]
    for i in range(convolution + 1):
        if i:
            maps = naive.max_pool2d(maps, 2, 2)[0]
        maps = np.maximum(naive.conv2d(maps, kernels[i]["kernel"], kernels[i]["bias"], 1, "valid"), 0)
    return maps[0]


@pytest.mark.parametrize(("convolution", "sees"), [(0, 3), (1, 8)])
def test_responses_are_the_maps_largest_numbers(session: Session, convolution: int, sees: int) -> None:
    found = excite(session, convolution, start=100)
    images, labels = session.examples("test")
    assert (found["start"], found["total"], found["sees"]) == (100, 300, sees)
    assert found["responses"].shape == (100, 3 * (convolution + 1))
    np.testing.assert_array_equal(found["labels"], np.array([0, 1, 7])[labels[100:200]])
    for i in (0, 57):
        by_hand = maps_by_hand(session, images[100 + i], convolution).max(axis=(0, 1))
        np.testing.assert_allclose(found["responses"][i], by_hand, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("convolution", [0, 1])
def test_the_patch_alone_brings_the_response_about(session: Session, convolution: int) -> None:
    """Whatever stands around it: there, the map has the same number."""
    found = excite(session, convolution)
    images, _ = session.examples("test")
    noise = np.random.default_rng(3).random((28, 28, 1), dtype=np.float32)
    for i, f in ((3, 0), (8, 2)):
        top, bottom, left, right = found["fields"][i, f]
        assert bottom - top == right - left == found["sees"] - 1
        alone = noise.copy()
        patch = np.s_[top : bottom + 1, left : right + 1]
        alone[patch] = images[i][patch]
        jump = convolution + 1  # from the patch of one number to that of the next
        there = maps_by_hand(session, alone, convolution)[top // jump, left // jump, f]
        assert there == pytest.approx(found["responses"][i, f], abs=1e-4)


def test_the_drawing_is_shown_as_well(session: Session) -> None:
    drawn = excite(session, 0, drawing=STROKES)["drawing"]
    assert drawn["image"].shape == (28, 28, 1)
    by_hand = maps_by_hand(session, drawn["image"], 0).max(axis=(0, 1))
    np.testing.assert_allclose(drawn["responses"], by_hand, rtol=1e-4, atol=1e-5)
    assert excite(session, 0)["drawing"] is None


def test_an_earlier_checkpoint_is_excited_otherwise(session: Session) -> None:
    before = session.model.get_weights() * 0
    assert not excite(session, 1, weights=before)["responses"].any()
    with pytest.raises(IndexError, match="from 0 to 1, got 2"):
        excite(session, 2)


def test_patches_end_at_the_edge_where_zeros_are_around_it() -> None:
    session = Session({"network": "color-32", "filters": 2, "classes": [0, 1]})
    found = excite(session, 1)
    assert found["sees"] == 5
    assert found["filters"].shape == (2, 3, 3, 2)
    assert found["fields"].min() >= 0
    assert found["fields"].max() <= 31


def test_each_place_is_covered_by_itself(session: Session) -> None:
    images, _ = session.examples("test")
    found = occlude(session, "sample", 5, window=9, strides=3, start=0)
    assert found["side"] == 7
    assert found["probabilities"].shape == (49, 3)
    for place in (0, 10, 48):
        covered = images[5].copy()
        row, column = 3 * (place // 7), 3 * (place % 7)
        for y in range(9):
            for x in range(9):
                covered[row + y, column + x] = 0
        expected = session.model.predict_proba(covered[None])[0]
        np.testing.assert_allclose(found["probabilities"][place], expected, atol=1e-6)
    np.testing.assert_allclose(found["whole"], session.model.predict_proba(images[5:6])[0], atol=1e-6)
    assert found["label"] in (0, 1, 7)


def test_places_come_in_parts_and_end(session: Session) -> None:
    parts = [occlude(session, "drawing", 0, STROKES, start=start) for start in (0, 100, 400)]
    assert [len(part["probabilities"]) for part in parts] == [100, 100, 84]
    assert parts[0]["label"] is None
    with pytest.raises(ValueError, match="1 to 28 pixels"):
        occlude(session, "sample", 0, window=29)


def test_a_picture_in_color_is_covered_with_its_mean() -> None:
    session = Session({"network": "color-32", "filters": 1, "classes": [0, 1]})
    image = session.examples("test")[0][2]
    found = occlude(session, "sample", 2, window=8, strides=4)
    np.testing.assert_allclose(found["cover"], image.mean(axis=(0, 1)), rtol=1e-5)

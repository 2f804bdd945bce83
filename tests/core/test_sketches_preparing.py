"""Foreign images: place, scale, resolution, range and polarity must not matter."""

from typing import Any

import numpy as np
import pytest

from cnn_core import sketches
from cnn_core.errors import DataError, HyperparameterError, ShapeError
from cnn_core.sketches.frame import box_side

SEVEN = [np.array([(0.2, 0.1), (0.7, 0.1), (0.4, 0.9)]), np.array([(0.35, 0.5), (0.6, 0.5)])]


def drawn(size: int = 64, scale: float = 0.6, place: tuple[float, float] = (0.1, 0.2)) -> Any:
    """An image of a seven, away from the middle unless told otherwise."""
    return sketches.render([points * scale + place for points in SEVEN], size, 0.12 * scale)


def difference(a: Any, b: Any) -> float:
    return float(np.abs(a - b).mean())


@pytest.mark.parametrize("size", [8, 28])
def test_place_and_scale_do_not_matter(size: int) -> None:
    expected = sketches.prepare(drawn(), size)
    for scale, place in [(0.6, (0.3, 0.05)), (0.4, (0.5, 0.4)), (1.0, (0.0, 0.0))]:
        assert difference(sketches.prepare(drawn(64, scale, place), size), expected) < 0.02


@pytest.mark.parametrize("resolution", [24, 40, 60])
def test_resolution_does_not_matter(resolution: int) -> None:
    assert difference(sketches.prepare(drawn(resolution), 8), sketches.prepare(drawn(), 8)) < 0.04


def test_empty_margins_do_not_matter() -> None:
    image = drawn()
    wide = np.zeros((150, 260))
    wide[70:134, 9:73] = image
    np.testing.assert_allclose(sketches.prepare(wide, 16), sketches.prepare(image, 16), atol=1e-6)


@pytest.mark.parametrize(
    "change",
    [
        lambda image: 255 * image,
        lambda image: (16 * image).round().astype(np.uint8) * 16.0,
        lambda image: 0.3 * image + 0.2,
        lambda image: 1 - image,
        lambda image: (255 - 255 * image).astype(np.uint8),
    ],
    ids=["0 to 255", "16 grays", "pale on gray paper", "dark on bright", "dark on bright bytes"],
)
def test_range_and_polarity_do_not_matter(change: Any) -> None:
    assert difference(sketches.prepare(change(drawn()), 8), sketches.prepare(drawn(), 8)) < 0.02


def test_form_of_the_result() -> None:
    prepared = sketches.prepare(np.stack([drawn(), drawn()])[..., None], 12)
    assert prepared.shape == (2, 12, 12, 1)
    assert prepared.dtype == np.float32
    assert prepared.min() >= 0
    assert prepared.max() == 1
    np.testing.assert_array_equal(prepared[:1], sketches.prepare(drawn(), 12))
    assert sketches.prepare(np.zeros((0, 8, 8)), 8).shape == (0, 8, 8, 1)


@pytest.mark.parametrize("gray", [0, 1, 0.37, 255])
def test_blank_images_stay_blank(gray: float) -> None:
    assert not sketches.prepare(np.full((2, 20, 30), gray), 8).any()


def test_one_blank_image_does_not_disturb_another() -> None:
    both = sketches.prepare(np.stack([np.zeros((64, 64)), drawn()]), 8)
    assert not both[0].any()
    np.testing.assert_array_equal(both[1:], sketches.prepare(drawn(), 8))


@pytest.mark.parametrize("size", [8, 28, 48])
def test_ink_fills_the_box_in_the_middle(size: int) -> None:
    image = sketches.prepare(drawn(), size)[0, ..., 0]
    rows, columns = np.flatnonzero(image.max(axis=1) > 0.5), np.flatnonzero(image.max(axis=0) > 0.5)
    assert len(rows) == pytest.approx(size * box_side(size), abs=1.5)
    assert columns[0] + columns[-1] == pytest.approx(size - 1, abs=1)


@pytest.mark.parametrize("size", [8, 28])
def test_a_readers_drawing_and_its_picture_agree(size: int) -> None:
    """Strokes through fit_box and render, or the same strokes scanned and prepared: nearly the same image."""
    direct = sketches.render(sketches.fit_box(SEVEN, size), size, 0.12 * box_side(size) / 0.92)
    assert difference(sketches.prepare(drawn(), size)[0, ..., 0], direct) < 0.05


def test_sketches_are_changed_little() -> None:
    images, _ = sketches.digits(200, size=28, classes=range(10), rng=np.random.default_rng(0))
    assert difference(sketches.prepare(images, 28), images) < 0.06


def test_bad_images_are_refused_with_the_reason() -> None:
    with pytest.raises(ShapeError, match=r"expected gray images .* got \(2, 8, 8, 3\)"):
        sketches.prepare(np.zeros((2, 8, 8, 3)), 8)
    with pytest.raises(ShapeError, match=r"got \(8,\)"):
        sketches.prepare(np.zeros(8), 8)
    with pytest.raises(DataError, match="finite"):
        sketches.prepare(np.full((8, 8), np.nan), 8)
    with pytest.raises(HyperparameterError, match="size"):
        sketches.prepare(np.zeros((8, 8)), 100)

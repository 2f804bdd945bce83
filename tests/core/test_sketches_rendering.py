"""The renderer against a slow oracle that counts sub-pixels, and the box that drawings are fitted to."""

import itertools
from typing import Any

import numpy as np
import pytest

from cnn_core import sketches
from cnn_core.errors import DataError, HyperparameterError, ShapeError
from cnn_core.sketches.frame import box_side, pen_width
from cnn_core.sketches.rendering import render_batch

FINENESS = 10  # sub-pixels a side of a pixel in the oracle


def oracle(strokes: Any, size: int, width: float) -> Any:
    """Fraction of each pixel's sub-pixels whose center is within half a pen's width of a stroke."""
    fine = size * FINENESS
    points = np.stack(np.meshgrid(np.arange(fine), np.arange(fine)), axis=-1)
    points = (points + 0.5) / fine  # (fine, fine, 2): rows, columns, (x, y)
    inked = np.zeros((fine, fine), dtype=bool)
    for stroke in map(np.array, strokes):
        for a, b in itertools.pairwise(stroke) if len(stroke) > 1 else [(stroke[0], stroke[0])]:
            inked |= distance(points, a, b) <= width / 2
    return inked.reshape(size, FINENESS, size, FINENESS).mean(axis=(1, 3))


def distance(points: Any, a: Any, b: Any) -> Any:
    along = (b - a) @ (b - a)
    t = np.clip((points - a) @ (b - a) / along, 0, 1) if along else np.zeros(points.shape[:-1])
    return np.linalg.norm(points - a - t[..., None] * (b - a), axis=-1)


DRAWINGS = {
    "a slanting line": [[(0.2, 0.1), (0.7, 0.9)]],
    "a corner and a dot": [[(0.2, 0.8), (0.3, 0.2), (0.8, 0.3)], [(0.7, 0.7)]],
    "two lines close together": [[(0.3, 0.2), (0.3, 0.8)], [(0.45, 0.2), (0.45, 0.8)]],
    "partly outside": [[(-0.3, 0.4), (0.5, 0.5), (0.6, 1.4)]],
}


@pytest.mark.parametrize("size", [8, 20])
@pytest.mark.parametrize("name", DRAWINGS)
def test_ink_is_the_covered_area_of_a_pixel(name: str, size: int) -> None:
    drawing = DRAWINGS[name]
    difference = np.abs(sketches.render(drawing, size, 0.12) - oracle(drawing, size, 0.12))
    assert difference.max() < 0.2
    assert difference.mean() < 0.012


def test_thin_pens_leave_little_ink_at_8_pixels() -> None:
    line = [[(0.1, 0.53), (0.9, 0.53)]]
    inks = [float(sketches.render(line, 8, width).sum()) for width in (0.05, 0.1, 0.2)]
    np.testing.assert_allclose(
        inks, [8 * 8 * (0.8 * w + np.pi / 4 * w**2) for w in (0.05, 0.1, 0.2)], rtol=0.15
    )


def test_a_drawing_and_a_batch_are_rendered_alike() -> None:
    rng = np.random.default_rng(0)
    points = rng.random((3, 41, 2))
    batch = render_batch(points[:, :-1], points[:, 1:], np.array([0.03, 0.06, 0.1]), 28)
    for image, chain, width in zip(batch, points, (0.06, 0.12, 0.2), strict=True):
        np.testing.assert_allclose(sketches.render([chain], 28, width), image, atol=1e-5)


def test_order_and_repetition_of_points_do_not_matter() -> None:
    points = np.random.default_rng(1).random((30, 2))
    image = sketches.render([points], 16)
    np.testing.assert_allclose(sketches.render([points[::-1]], 16), image, atol=1e-5)
    np.testing.assert_allclose(sketches.render([np.repeat(points, 2, axis=0)], 16), image, atol=1e-5)


@pytest.mark.parametrize("nothing", [[], [[]], [np.zeros((0, 2))]])
def test_no_strokes_leave_the_paper_blank(nothing: Any) -> None:
    image = sketches.render(sketches.fit_box(nothing), 8)
    assert image.shape == (8, 8)
    assert image.dtype == np.float32
    assert not image.any()


@pytest.mark.parametrize("size", [8, 28])
@pytest.mark.parametrize("place", [(0.0, 0.0, 1.0), (0.7, 0.1, 0.05), (-300.0, 40.0, 250.0)])
def test_fit_box_makes_place_and_scale_irrelevant(place: tuple[float, float, float], size: int) -> None:
    drawing = [np.array([(0.2, 0.3), (0.5, 0.1), (0.4, 0.9)]), np.array([(0.3, 0.5), (0.6, 0.5)])]
    x, y, scale = place
    moved = [points * scale + (x, y) for points in drawing]
    for fitted, expected in zip(sketches.fit_box(moved, size), sketches.fit_box(drawing, size), strict=True):
        np.testing.assert_allclose(fitted, expected, atol=1e-9)


@pytest.mark.parametrize("size", [8, 28, 64])
def test_fitted_ink_fills_the_box_and_keeps_its_aspect(size: int) -> None:
    (fitted,) = sketches.fit_box([[(3, 10), (5, 30)]], size)
    extent = np.ptp(fitted, axis=0)
    assert extent[1] + pen_width(size) == pytest.approx(box_side(size))
    assert extent[0] / extent[1] == pytest.approx(0.1)
    np.testing.assert_allclose(fitted.mean(axis=0), 0.5)


def test_a_dot_is_only_moved_to_the_middle() -> None:
    (dot,) = sketches.fit_box([[(9, 9)]])
    np.testing.assert_allclose(dot, [[0.5, 0.5]])
    assert 0 < sketches.render([dot], 8).sum() < 3


def test_bad_drawings_are_refused_with_the_reason() -> None:
    with pytest.raises(ShapeError, match=r"expected a stroke of shape \(points, 2\), got \(3,\)"):
        sketches.render([[1, 2, 3]], 8)
    with pytest.raises(DataError, match="finite"):
        sketches.fit_box([[(0, np.nan)]])
    with pytest.raises(HyperparameterError, match="size"):
        sketches.render([], 7)
    with pytest.raises(HyperparameterError, match="width"):
        sketches.render([], 8, 0)

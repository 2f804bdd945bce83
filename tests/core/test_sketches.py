"""The generator: the same digits for the same seed, in range and balanced, as broad as handwriting."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnn_core import Adam, Conv2D, Dense, Flatten, MaxPool2D, Sequential, evaluate, fit, sketches
from cnn_core.errors import HyperparameterError
from cnn_core.sketches.frame import box_side
from cnn_core.sketches.glyphs import STYLES
from cnn_core.sketches.writing import Hands, arc, at, curve, cut, stroke

FINGERPRINT = Path(__file__).parent / "sketches_fingerprint.json"


def draw(n: int = 200, seed: int = 1, **settings: Any) -> tuple[Any, Any]:
    return sketches.digits(n, rng=np.random.default_rng(seed), **settings)


def ink_box(images: Any) -> tuple[Any, Any, Any, Any]:
    """First and last row, first and last column with ink, for each image."""
    rows, columns = images[..., 0].max(axis=2) > 0.3, images[..., 0].max(axis=1) > 0.3
    last = images.shape[1] - 1
    return (
        rows.argmax(axis=1),
        last - rows[:, ::-1].argmax(axis=1),
        columns.argmax(axis=1),
        last - columns[:, ::-1].argmax(axis=1),
    )


@pytest.mark.parametrize("size", [8, 13, 28, 64])
def test_images_and_labels_have_the_promised_form(size: int) -> None:
    images, labels = draw(30, size=size, classes=range(10), shift=1)
    assert images.shape == (30, size, size, 1)
    assert images.dtype == np.float32
    assert labels.shape == (30,)
    assert labels.dtype == np.int64
    assert images.min() >= 0
    assert images.max() <= 1


def test_none_is_a_number_of_sketches() -> None:
    images, labels = draw(0)
    assert images.shape == (0, 8, 8, 1)
    assert labels.shape == (0,)


def test_classes_are_balanced_in_random_order() -> None:
    _, labels = draw(203, classes=(7, 1, 4))
    assert sorted(np.bincount(labels)) == [67, 68, 68]
    assert np.any(np.diff(labels[:20]) != np.diff(labels[20:40]))


def test_labels_are_indices_into_the_classes() -> None:
    """A one leaves most of the image empty, an eight does not."""
    images, labels = draw(300, classes=(8, 1))
    ink = images.mean(axis=(1, 2, 3))
    assert ink[labels == 0].mean() > 1.1 * ink[labels == 1].mean()


def test_same_seed_same_sketches_and_another_seed_others() -> None:
    first, again, other = draw(50), draw(50), draw(50, seed=2)
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert np.abs(first[0] - other[0]).max() > 0.5


@pytest.mark.parametrize("size", [8, 28])
def test_fingerprint(size: int) -> None:
    """The same seed gave these labels, and these pixels to 1e-5, where the fingerprint was taken."""
    stored = json.loads(FINGERPRINT.read_text(encoding="utf-8"))[str(size)]
    images, labels = draw(20, seed=2024, size=size, classes=range(10), shift=1)
    assert labels.tolist() == stored["labels"]
    middle = images[:, size // 2, :, 0]  # the middle row of each
    np.testing.assert_allclose(middle, stored["middle_rows"], atol=1e-5)
    np.testing.assert_allclose(images.mean(axis=(1, 2, 3)), stored["ink"], atol=1e-5)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n": -1}, "n must be a whole number of at least 0, got -1"),
        ({"n": 2.5}, "n must be"),
        ({"size": 7}, "size must be a whole number of at least 8, got 7"),
        ({"size": 65}, "size must be at most 64 pixels, got 65"),
        ({"size": 8.0}, "size must be"),
        ({"classes": ()}, "classes must be different digits from 0 to 9"),
        ({"classes": (1, 1)}, "classes must be"),
        ({"classes": (1, 10)}, "classes must be"),
        ({"shift": -1}, "shift must be from 0 to 4 pixels"),
        ({"shift": float("nan")}, "shift must be"),
        ({"shift": 5}, "half the image, got 5"),
    ],
)
def test_bad_settings_are_refused_with_the_reason(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(HyperparameterError, match=message):
        draw(**({"n": 4} | settings))


def test_a_seed_is_no_generator() -> None:
    with pytest.raises(HyperparameterError, match="rng must be a NumPy Generator"):
        sketches.digits(4, rng=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [8, 16, 28, 64])
def test_unshifted_digits_fill_the_box_in_the_middle(size: int) -> None:
    images, _ = draw(400, size=size, classes=range(10))
    top, bottom, left, right = ink_box(images)
    side = size * box_side(size)
    longest = np.maximum(bottom - top, right - left) + 1
    assert 0.85 * side - 1 <= np.median(longest) <= side + 1
    assert longest.max() <= side + 2
    np.testing.assert_allclose(np.mean([top + bottom, left + right]) / 2, (size - 1) / 2, atol=0.02 * size)


def test_shift_moves_by_up_to_that_many_pixels() -> None:
    """Everything else about a sketch stays, only its place changes."""
    still, moved = draw(300, size=28)[0], draw(300, size=28, shift=3)[0]
    offsets = np.concatenate([np.subtract(a, b) for a, b in zip(ink_box(moved), ink_box(still), strict=True)])
    assert np.abs(offsets).max() <= 4
    assert np.abs(offsets).max() >= 3
    assert abs(offsets.mean()) < 0.3


def test_ink_and_widths_are_those_of_handwriting() -> None:
    """Bounds around the published averages: MNIST 0.13 ink, the UCI digits 0.31 and 5.6 of 8 columns."""
    images, labels = draw(1000, classes=range(10))
    assert 0.24 < images.mean() < 0.34
    assert 0.11 < draw(300, size=28, classes=range(10))[0].mean() < 0.17
    _, _, left, right = ink_box(images)
    assert 4.6 < (right - left + 1).mean() < 6.6
    assert (right - left + 1)[labels == 1].mean() < 5


def test_every_style_is_written_by_every_hand() -> None:
    for styles in STYLES.values():
        assert sum(style.share for style in styles) == pytest.approx(1)
        for style in styles:
            hands = Hands(50, np.random.default_rng(3))
            segments = cut(style.glyph(hands), 32, 50)
            points = np.stack([segments.start, segments.end])
            assert points.shape == (2, 50, 32, 2)
            assert np.isfinite(points).all()
            assert (np.ptp(points, axis=(0, 2)) > [0, 0.6]).all()
            assert np.ptp(points[:, :, :, 0], axis=1).max() > 0.01


def test_a_path_is_cut_into_pieces_of_equal_length() -> None:
    path = stroke(at(0, 0), at(3, 0), at(3, 1))
    segments = cut([path, path + 5], 10, 2)
    lengths = np.linalg.norm(segments.end - segments.start, axis=-1)
    np.testing.assert_allclose(segments.start[:, 1:5], segments.end[:, :4])
    np.testing.assert_allclose(lengths[:, :3], 0.8, atol=1e-6)
    np.testing.assert_allclose(segments.end[:, -1], [[8, 6], [8, 6]], atol=1e-6)


def test_arcs_go_round_as_a_clock_does() -> None:
    quarter = arc((1, 1), (2, 1), start=0, sweep=90)[0]
    np.testing.assert_allclose(quarter[0], [1, 0], atol=1e-12)
    np.testing.assert_allclose(quarter[-1], [3, 1], atol=1e-12)


def test_a_curve_goes_through_its_points_and_keeps_a_straight_line_straight() -> None:
    points = [(0.0, 0.0), (1.0, 1.0), (4.0, 4.0)]
    line = curve(*points)[0]
    np.testing.assert_allclose(line[:, 0], line[:, 1], atol=1e-12)
    for point in points:
        assert np.abs(line - point).sum(axis=1).min() < 1e-12


def test_a_small_network_learns_the_sketches() -> None:
    layers = [
        Conv2D(4, 3, activation="relu"),
        MaxPool2D(2),
        Flatten(),
        Dense(16, activation="relu"),
        Dense(4),
    ]
    model = Sequential(layers, input_shape=(8, 8, 1), rng=np.random.default_rng(0))
    for _ in fit(model, draw(2000), optimizer=Adam(0.01), steps=300, rng=np.random.default_rng(0)):
        pass
    assert evaluate(model, *draw(500, seed=9)) > 0.85

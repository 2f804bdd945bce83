"""Augmentation, held to moving one pixel at a time, and to what must not change."""

from typing import Any

import numpy as np
import pytest

from cnn_core import Dense, Flatten, Sequential, fit, sketches
from cnn_core.augmentation import moved
from cnn_core.errors import ShapeError
from cnn_core.optimizers import SGD

NOTHING: dict[str, float] = {"shift": 0, "turn": 0, "zoom": 0, "slant": 0}


def digits(n: int = 40, size: int = 28) -> Any:
    return sketches.digits(n, classes=range(10), size=size, rng=np.random.default_rng(5)).images


def moments(images: Any) -> tuple[Any, Any, Any]:
    """Total ink, and the row and column of its center, for each image."""
    ink = images[..., 0].astype(float)
    total = ink.sum(axis=(1, 2))
    rows = (ink.sum(axis=2) * np.arange(ink.shape[1])).sum(axis=1) / total
    columns = (ink.sum(axis=1) * np.arange(ink.shape[2])).sum(axis=1) / total
    return total, rows, columns


def test_by_nothing_is_unchanged() -> None:
    images = digits()
    np.testing.assert_allclose(moved(images, **NOTHING, rng=np.random.default_rng(0)), images, atol=1e-5)


def test_a_shift_moves_the_ink_within_its_bounds_and_keeps_it() -> None:
    images = np.zeros((500, 21, 31, 2), np.float32)
    images[:, 10, 15, 0] = 1
    changed = moved(images, **NOTHING | {"shift": 0.1}, rng=np.random.default_rng(1))
    total, rows, columns = moments(changed)
    np.testing.assert_allclose(total, 1, atol=1e-4)
    for offset, most in ((rows - 10, 2.1), (columns - 15, 3.1)):
        assert np.abs(offset).max() <= most + 1e-4
        assert np.abs(offset).max() > 0.95 * most
        assert abs(offset.mean()) < 0.1 * most
    assert not changed[..., 1].any(), "channels don't run into each other"


def test_a_turn_turns_about_the_middle() -> None:
    """A pixel to the right of the middle stays as far from it, within the angle said."""
    images = np.zeros((300, 31, 31, 1), np.float32)
    images[:, 15, 25] = 1
    _, rows, columns = moments(moved(images, **NOTHING | {"turn": 30}, rng=np.random.default_rng(2)))
    np.testing.assert_allclose(np.hypot(rows - 15, columns - 15), 10, atol=0.15)
    angles = np.degrees(np.arctan2(rows - 15, columns - 15))
    assert 28 < np.abs(angles).max() <= 30.5


def test_zoom_and_slant_do_what_they_say() -> None:
    images = np.zeros((300, 31, 31, 1), np.float32)
    images[:, 5, 15] = 1  # ten above the middle
    _, rows, columns = moments(moved(images, **NOTHING | {"zoom": 0.2}, rng=np.random.default_rng(3)))
    np.testing.assert_allclose(columns, 15, atol=1e-4)
    assert 7.9 < (15 - rows).min() < 8.3
    assert 11.7 < (15 - rows).max() < 12.1
    _, rows, columns = moments(moved(images, **NOTHING | {"slant": 0.3}, rng=np.random.default_rng(3)))
    np.testing.assert_allclose(rows, 5, atol=1e-4)
    assert 2.8 < np.abs(columns - 15).max() <= 3.01


def test_the_same_seed_gives_the_same_images_and_the_originals_stay() -> None:
    images = digits()
    before = images.copy()
    first, again = (moved(images, rng=np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(images, before)
    assert np.abs(first - images).max() > 0.5
    assert first.dtype == np.float32
    assert first.min() >= 0
    assert first.max() <= 1 + 1e-6


def test_images_of_another_shape_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"expected images of shape \(n, h, w, channels\), got \(8, 8\)"):
        moved(np.zeros((8, 8), np.float32), rng=np.random.default_rng(0))


def test_training_learns_from_what_augmentation_makes() -> None:
    """Every batch goes through it, and what the accuracy is measured on does not."""
    images = digits(64, 8)
    labels = np.zeros(64, np.int64)
    seen = []

    def blank(batch: Any) -> Any:
        seen.append(len(batch))
        return np.zeros_like(batch)

    def run(augment: Any) -> Any:
        model = Sequential([Flatten(), Dense(2)], input_shape=(8, 8, 1), rng=np.random.default_rng(1))
        before = model.get_weights()
        rng = np.random.default_rng(2)
        for _ in fit(model, (images, labels), optimizer=SGD(0.1), steps=3, rng=rng, augment=augment):
            pass
        return model.get_weights() - before

    change = run(blank)
    assert seen == [32, 32, 32]
    assert not change[: 64 * 2].any(), "blank images teach the biases alone"
    assert change[64 * 2 :].all()
    assert run(None)[: 64 * 2].any()

"""The market's pictures: each has a color and a shape, and nothing else gives them away."""

import numpy as np
import pytest

from cnn_core import market
from cnn_core.errors import HyperparameterError


def draw(n: int = 200, **options: object) -> market.Sketches:
    return market.pictures(n, rng=np.random.default_rng(5), **options)  # type: ignore[arg-type]


def test_as_many_of_each_in_range_and_the_same_for_the_same_seed() -> None:
    images, labels = draw()
    assert images.shape == (200, 32, 32, 3)
    assert images.dtype == np.float32
    assert 0 <= images.min() < 0.1
    assert 0.9 < images.max() <= 1
    assert np.bincount(labels).tolist() == [20] * 10
    again, _ = draw()
    np.testing.assert_array_equal(images, again)


def test_labels_are_indices_into_the_classes() -> None:
    images, labels = draw(60, classes=(7, 0))
    assert set(labels.tolist()) == {0, 1}
    middle = images[:, 12:20, 12:20].mean(axis=(1, 2))  # a cucumber is green, a tomato is red
    greener = middle[:, 1] - middle[:, 0]
    assert (greener[labels == 0] > 0).all()
    assert (greener[labels == 1] < 0).all()


@pytest.mark.parametrize("hue", [0, 28, 58, 120, 285])
def test_all_hues_are_equally_bright(hue: float) -> None:
    assert market.color(hue, 0.4, 0.8).mean() == pytest.approx(0.4)


def test_brightness_does_not_tell_the_color() -> None:
    images, labels = draw(1000)
    middle = images[:, 14:18, 14:18].mean(axis=(1, 2, 3))
    by_color = [middle[labels // 2 == color].mean() for color in range(5)]
    assert np.ptp(by_color) < 0.03


def test_the_round_and_the_long_cover_about_as_much() -> None:
    """Else counting pixels of a color would tell the shape."""
    cover = market._cover(np.arange(1000) % 2 == 1, 32, 0, np.random.default_rng(1)).sum(axis=(1, 2))
    round_, long_ = cover[::2], cover[1::2]
    assert 0.75 < long_.mean() / round_.mean() < 1.3


def test_a_reader_s_strokes_in_their_inks_the_later_above() -> None:
    line = np.array([[0.2, 0.5], [0.8, 0.5]])
    image = market.paint([line, np.array([[0.5, 0.5]])], [0, 3])
    np.testing.assert_allclose(image[16, 8], market.ink_color(0), atol=1e-6)
    np.testing.assert_allclose(image[16, 16], market.ink_color(3), atol=1e-6)
    np.testing.assert_array_equal(image[2], market.paint([], [])[2])


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(HyperparameterError, match="different numbers from 0 to 9"):
        draw(2, classes=(0, 10))
    with pytest.raises(HyperparameterError, match="an ink from 0 to 4 for each of 1 strokes"):
        market.paint([np.zeros((1, 2))], [])
    with pytest.raises(HyperparameterError, match="shift"):
        draw(2, shift=40)

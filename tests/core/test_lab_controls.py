"""What the controls take out of pictures, and what they leave in."""

import numpy as np
import pytest

from cnn_core.lab.controls import limit
from cnn_core.lab.session import Session
from cnn_core.lab.settings import SettingsError, read_settings, settings_of

IMAGES = np.random.default_rng(2).random((3, 4, 5, 3), dtype=np.float32)


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_gray_keeps_the_mean_of_the_channels_and_nothing_else() -> None:
    gray = limit(IMAGES, "gray", rng())
    for channel in range(3):
        np.testing.assert_allclose(gray[..., channel], IMAGES.mean(axis=-1), rtol=1e-6)


def test_shuffled_keeps_each_image_s_pixels_whole_and_moves_them() -> None:
    shuffled = limit(IMAGES, "shuffled", rng())
    for before, after in zip(IMAGES, shuffled, strict=True):
        assert sorted(map(tuple, before.reshape(-1, 3))) == sorted(map(tuple, after.reshape(-1, 3)))
        assert not np.array_equal(before, after)
    orders = [
        [before.reshape(-1, 3).tolist().index(pixel) for pixel in after.reshape(-1, 3).tolist()]
        for before, after in zip(IMAGES, shuffled, strict=True)
    ]
    assert orders[0] != orders[1], "an order of its own for each"


def test_everything_is_left_alone() -> None:
    assert limit(IMAGES, "everything", rng()) is IMAGES


def test_a_session_sees_no_more_than_it_is_to() -> None:
    settings = {"network": "color-32", "classes": [0, 1], "filters": 1}
    whole, gray = Session(settings), Session({**settings, "sees": "gray"})
    for split in ("train", "test"):
        images, labels = gray.examples(split)
        np.testing.assert_allclose(images[..., 0], whole.examples(split)[0].mean(axis=-1), rtol=1e-5)
        np.testing.assert_array_equal(labels, whole.examples(split)[1])
    painted = gray.inspect(0, {"strokes": [[[0.5, 0.5]]], "inks": [3]})["drawing"]["image"]
    assert np.ptp(painted, axis=-1).max() < 1e-6


def test_a_network_has_defaults_of_its_own() -> None:
    assert read_settings({"network": "digits-28"}).filters == 8
    assert read_settings({"network": "color-32"}).sketches == 1000
    limits = {setting.name: setting.maximum for setting in settings_of("color-32")}
    assert limits["sketches"] == 1000
    with pytest.raises(SettingsError, match="sees must be one of everything, gray, shuffled"):
        read_settings({"sees": "nothing"})

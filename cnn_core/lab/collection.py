"""The reader's own drawings, each with its digit: another exam, or something more to learn from."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cnn_core import sketches
from cnn_core.arrays import Shape
from cnn_core.errors import ShapeError
from cnn_core.lab.networks import Examples, Images
from cnn_core.lab.settings import SettingsError

MOST = 500  # drawings: as many are drawn again in well under a second
SHARE = 0.1  # of what is learned from that then is the reader's

Drawing = Mapping[str, Any]


class Collection:
    """Turns drawings into examples; one that was drawn before is not drawn again.

    Args:
        classes: the digits that the network knows.
        shape: of one image, (size, size, channels).
        draw: makes one image of a drawing, as the network sees it.
    """

    def __init__(self, classes: Sequence[int], shape: Shape, draw: Callable[[Drawing], Images]) -> None:
        self._classes = classes
        self._shape = shape
        self._draw = draw
        self._drawn: dict[str, Images] = {}

    def examples(self, drawings: Sequence[Drawing]) -> Examples:
        """Return the images (n, size, size, channels) and the class indices (n,) of drawings.

        Raises:
            SettingsError: when there are too many, or one is to be a digit that the network doesn't know.
            ShapeError: when the pixels of one make no square.
        """
        if len(drawings) > MOST:
            raise SettingsError("drawings", f"at most {MOST} drawings can be kept, not {len(drawings)}")
        for drawing in drawings:
            if drawing["label"] not in self._classes:
                known = ", ".join(map(str, self._classes))
                raise SettingsError("drawings", f"the network knows {known}, not {drawing['label']!r}")
        images = np.array([self._image(drawing) for drawing in drawings], np.float32)
        labels = [self._classes.index(drawing["label"]) for drawing in drawings]
        return images.reshape(-1, *self._shape), np.array(labels, np.int64)

    def _image(self, drawing: Drawing) -> Images:
        text = json.dumps(drawing, default=np.ndarray.tolist, sort_keys=True)
        if text not in self._drawn:
            self._drawn[text] = self._draw(_on_grid(drawing, self._shape[0]))
        return self._drawn[text]


def _on_grid(drawing: Drawing, size: int) -> Drawing:
    """Return the drawing as a network of so many pixels needs it: one made pixel by pixel is resampled."""
    if "pixels" not in drawing:
        return drawing
    pixels = np.asarray(drawing["pixels"], np.float32)
    side = math.isqrt(pixels.size)
    if side == 0 or side * side != pixels.size:
        raise ShapeError(f"expected the pixels of a square, got {pixels.size}")
    if side == size:
        return drawing
    return {"pixels": sketches.prepare(pixels.reshape(side, side), size).ravel()}


def with_drawings(drawn_by_rule: Examples, drawings: Examples) -> Examples:
    """What is drawn by rule and by the reader, each drawing so often that a tenth of all is the reader's.

    A handful among thousands would hardly be noticed. All of them are there equally often, and each at least
    once.
    """
    n = len(drawings[1])
    if n == 0:
        return drawn_by_rule
    times = max(1, round(len(drawn_by_rule[1]) * SHARE / (1 - SHARE) / n))
    images, labels = (np.repeat(array, times, axis=0) for array in drawings)
    return np.concatenate([drawn_by_rule[0], images]), np.concatenate([drawn_by_rule[1], labels])

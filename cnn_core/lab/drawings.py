"""What a network sees of the reader's drawing."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnn_core import market, sketches
from cnn_core.arrays import Shape
from cnn_core.errors import ShapeError
from cnn_core.lab.controls import Sees, limit
from cnn_core.lab.networks import Images

SMALL = 8  # side of the grid that a reader fills by keyboard


def drawn(drawing: Mapping[str, Any], input_shape: Shape, sees: Sees) -> Images:
    """Return what a network sees of a drawing, (size, size, channels).

    For a network of digits, strokes are brought to the place and the size that sketches have, and drawn as
    those are; pixels are taken as they are, or from a grid of 8 × 8 scaled up. For one that sees color,
    strokes are painted where they are, with the inks that the drawing names: there, things lie anywhere.

    Args:
        drawing: `strokes`, each a list of points in the unit square, and in color `inks`, one for each; or
            `pixels`, (size · size,) or (64,).
        input_shape: the network's.
        sees: what is left of the picture.

    Raises:
        ShapeError: for pixels of another grid.
    """
    size, _, channels = input_shape
    if channels == 3:
        strokes = drawing.get("strokes", [])
        painted = market.paint(strokes, drawing.get("inks") or [0] * len(strokes), size)
        left: Images = limit(painted[None], sees, np.random.default_rng(0))[0]
        return left
    if "pixels" in drawing:
        pixels = np.asarray(drawing["pixels"], np.float32)
        if pixels.shape == (SMALL * SMALL,) and size > SMALL and np.isfinite(pixels).all():
            scaled: Images = sketches.prepare(pixels.clip(0, 1).reshape(1, SMALL, SMALL), size)[0]
            return scaled
        if pixels.shape != (size * size,) or not np.isfinite(pixels).all():
            raise ShapeError(
                f"expected {size * size} finite pixels of a grid of {size} × {size}, "
                f"got an array of shape {pixels.shape}"
            )
        image: Images = pixels.clip(0, 1).reshape(size, size, 1)
        return image
    strokes = [np.asarray(line, np.float64).reshape(-1, 2) for line in drawing["strokes"] if len(line)]
    if not strokes:
        return np.zeros((size, size, 1), np.float32)
    return sketches.render(sketches.fit_box(strokes, size), size)[..., None]


def is_blank(drawing: Mapping[str, Any], seen: Images) -> bool:
    """Whether there is nothing to read: no ink on paper, no stroke on a cloth."""
    return not drawing.get("strokes") if seen.shape[-1] == 3 else not seen.any()

"""Augmentation: to learn from an image as it might also have been, moved, turned, larger or slanted a little.

The label stays: a 7 that stands elsewhere is still a 7. How far an image may be changed before that is no
longer true is what whoever augments has to know of the task; a 6 must not be turned by half a turn.
"""

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import ShapeError
from cnn_core.validation import generator


def moved(
    images: NDArray[np.float32],
    *,
    shift: float = 0.08,
    turn: float = 12.0,
    zoom: float = 0.12,
    slant: float = 0.2,
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Return each image moved, turned, scaled and slanted, by chance and by no more than is said.

    Every pixel of the result is read from where it came from, between four pixels, weighted by how near they
    are (bilinear interpolation). What comes from outside the image is 0.

    Args:
        images: (n, h, w, channels).
        shift: at most this far in either direction, as a fraction of the sides.
        turn: at most so many degrees, to either side.
        zoom: larger or smaller by at most this fraction, in both directions alike.
        slant: at most so many pixels to the side for each pixel upward.
        rng: the only source of chance.

    Returns:
        (n, h, w, channels), float32.

    Raises:
        ShapeError: for images of another shape.

    Source: Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks applied to
    visual document analysis", section 2: affine distortions.

    Example:
        >>> image = np.zeros((1, 5, 5, 1), np.float32)
        >>> image[0, 2, 2] = 1
        >>> rng = np.random.default_rng(3)
        >>> round(float(moved(image, shift=0.2, turn=0, zoom=0, slant=0, rng=rng).sum()), 3)
        1.0
    """
    if np.ndim(images) != 4:
        raise ShapeError(f"expected images of shape (n, h, w, channels), got {np.shape(images)}")
    n, h, w, c = images.shape
    rng = generator(rng)

    def chance(most: float) -> NDArray[np.float32]:
        return (most * (2 * rng.random((n, 1)) - 1)).astype(np.float32)

    angle, scale, lean = np.radians(chance(turn)), 1 / (1 + chance(zoom)), chance(slant)
    down, right = chance(shift) * h, chance(shift) * w
    # Rows and columns from the middle, (h · w,); then where in the image each was before, (n, h · w).
    y, x = (axis.ravel().astype(np.float32) for axis in np.indices((h, w)))
    y, x = y - np.float32((h - 1) / 2), x - np.float32((w - 1) / 2)
    cosine, sine = np.cos(angle) * scale, np.sin(angle) * scale
    rows = cosine * y - sine * x + down + np.float32((h - 1) / 2)
    columns = sine * y + cosine * x + lean * y + right + np.float32((w - 1) / 2)
    # A ring of zeros around the image stands for all that is outside.
    rows, columns = (
        np.clip(rows + 1, 0, h + np.float32(0.999)),
        np.clip(columns + 1, 0, w + np.float32(0.999)),
    )
    ringed = np.zeros((n, h + 2, w + 2, c), np.float32)
    ringed[:, 1:-1, 1:-1] = images
    pixels = ringed.reshape(-1, c)
    top, left = rows.astype(np.intp), columns.astype(np.intp)
    below, beside = (
        (rows - top.astype(np.float32))[..., None],
        (columns - left.astype(np.float32))[..., None],
    )  # how far past that pixel, 0 to 1
    first = np.arange(n, dtype=np.intp)[:, None] * ((h + 2) * (w + 2)) + top * (w + 2) + left
    upper = pixels[first] * (1 - beside) + pixels[first + 1] * beside  # (n, h · w, c)
    lower = pixels[first + w + 2] * (1 - beside) + pixels[first + w + 3] * beside
    result: NDArray[np.float32] = upper * (1 - below) + lower * below
    return result.reshape(n, h, w, c)

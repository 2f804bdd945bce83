"""Bringing any gray image of a digit to the sketches' normalization."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import DataError, ShapeError
from cnn_core.sketches.frame import box_side, whole_size

# Rows and columns whose darkest pixel is fainter than this fraction of the darkest ink are margin.
_PAPER = 0.25


def prepare(images: ArrayLike, size: int) -> NDArray[np.float32]:
    """Scale, center and resample gray images as the sketches are.

    The paper becomes 0 and the darkest ink 1; the ink's bounding box, aspect kept, fills the sketches' box.
    Dark ink on bright paper is recognized by its border, most of which is paper, and inverted. An image
    without ink comes out blank.

    Args:
        images: (n, h, w), (n, h, w, 1) or a single (h, w); any real type and range (0 to 1, 0 to 255).
        size: side of the images wanted, 8 to 64 pixels.

    Returns:
        images (n, size, size, 1), float32 in [0, 1]; n is 1 for a single image.

    Raises:
        HyperparameterError: for a bad size.
        ShapeError, DataError: for images of another shape, or pixels that are not finite.
    """
    size = whole_size(size)
    gray = np.asarray(images, dtype=np.float64)
    if gray.ndim == 4 and gray.shape[-1] == 1:
        gray = gray[..., 0]
    elif gray.ndim == 2:
        gray = gray[None]
    if gray.ndim != 3 or 0 in gray.shape[1:]:
        raise ShapeError(
            f"expected gray images of shape (n, h, w), (n, h, w, 1) or (h, w), got {np.shape(images)}"
        )
    if not np.isfinite(gray).all():
        raise DataError("expected finite pixels, got NaN or infinity")
    ink = _ink(gray)
    rows, columns = _extent(ink.max(axis=2)), _extent(ink.max(axis=1))  # (n, 2) each: first and last edge
    longest = np.maximum(rows[:, 1] - rows[:, 0], columns[:, 1] - columns[:, 0])
    step = longest / (box_side(size) * size)  # source pixels for each pixel of the result
    down = _resampling(rows.mean(axis=1), step, ink.shape[1], size)  # (n, size, h)
    across = _resampling(columns.mean(axis=1), step, ink.shape[2], size)  # (n, size, w)
    result = down @ ink @ across.transpose(0, 2, 1)
    darkest = result.max(axis=(1, 2), keepdims=True)
    result = result / np.where(darkest > 0, darkest, 1)
    return np.asarray(result[..., None], dtype=np.float32)


def _ink(gray: NDArray[np.float64]) -> NDArray[np.float64]:
    """0 for paper, 1 for the darkest ink; blank where an image has a single gray."""
    border = np.concatenate([gray[:, 0], gray[:, -1], gray[:, :, 0], gray[:, :, -1]], axis=1)
    low, high = gray.min(axis=(1, 2)), gray.max(axis=(1, 2))
    paper = np.median(border, axis=1)
    inverted = paper - low > high - paper
    ink = np.where(inverted[:, None, None], paper[:, None, None] - gray, gray - paper[:, None, None])
    range_ = ink.max(axis=(1, 2), keepdims=True)
    scaled: NDArray[np.float64] = np.clip(ink / np.where(range_ > 1e-9, range_, np.inf), 0, 1)
    return scaled


def _extent(profile: NDArray[np.float64]) -> NDArray[np.float64]:
    """First and last edge (n, 2) of the ink along a profile (n, length) of darkest pixels.

    Measured to parts of a pixel: an outermost pixel of half the ink counts as half covered.
    """
    inked = profile > _PAPER
    inked[~inked.any(axis=1)] = True
    length = profile.shape[1]
    first, last = inked.argmax(axis=1), length - 1 - inked[:, ::-1].argmax(axis=1)
    row = np.arange(len(profile))
    start = first + 1 - np.clip(profile[row, first], _PAPER, 1)
    end = last + np.clip(profile[row, last], _PAPER, 1)
    return np.stack([start, np.maximum(end, start + 0.5)], axis=1)


def _resampling(
    center: NDArray[np.float64], step: NDArray[np.float64], length: int, size: int
) -> NDArray[np.float64]:
    """Weights (n, size, length) that turn `length` pixels into `size`, `center` in the middle.

    A pixel of the result averages the source pixels it covers; when enlarging it covers one pixel's width,
    which is linear interpolation.
    """
    middle = center[:, None] + (np.arange(size) + 0.5 - size / 2) * step[:, None]  # (n, size)
    reach = np.maximum(step, 1.0)[:, None] / 2
    low, high = (middle - reach)[..., None], (middle + reach)[..., None]
    pixel = np.arange(length, dtype=np.float64)
    overlap = np.minimum(high, pixel + 1) - np.maximum(low, pixel)
    weights: NDArray[np.float64] = np.clip(overlap, 0, None) / (2 * reach[..., None])
    return weights

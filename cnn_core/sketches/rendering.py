"""Drawing strokes as gray images: one renderer for the generator's digits and for a reader's own.

A stroke is a chain of straight segments drawn with a round pen. A pixel's ink follows from the distance
between its center and the nearest segment, as if the pen's edge were straight across the pixel. Small images
are drawn larger and averaged, so that two edges within one pixel both count.
"""

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.backends import operation
from cnn_core.errors import DataError, ShapeError
from cnn_core.sketches.frame import box_side, pen_width, whole_size
from cnn_core.validation import positive

_CHUNK = 128  # sketches drawn at a time: small enough for the processor's cache, with pens alike
_GROUP = 16  # segments of a single drawing handled as if they were one sketch of a batch


def render(strokes: Sequence[ArrayLike], size: int, width: float | None = None) -> NDArray[np.float32]:
    """Draw strokes as the sketches are drawn.

    Args:
        strokes: arrays (p, 2) of points in the unit square, x to the right, y down; one point makes a dot.
        size: side of the image in pixels, 8 to 64.
        width: the pen's width as a fraction of the image's side; by default that of a typical sketch.

    Returns:
        image (size, size), float32, 0 for paper to 1 for ink.

    Raises:
        HyperparameterError: for a bad size or width.
        ShapeError, DataError: for points of another shape, or not finite.
    """
    size = whole_size(size)
    width = pen_width(size) if width is None else positive("width", width)
    chains = [chain for chain in map(check_stroke, strokes) if len(chain)]
    if not chains:
        return np.zeros((size, size), dtype=np.float32)
    start = np.concatenate([chain[:-1] if len(chain) > 1 else chain for chain in chains])
    end = np.concatenate([chain[1:] if len(chain) > 1 else chain for chain in chains])
    groups = ceil(len(start) / _GROUP)
    everyone = np.resize(np.arange(len(start)), (groups, _GROUP))  # the last group repeats the first segments
    fine, oversampling = _fine_size(size)
    field = edge_distance(
        start[everyone] * fine, end[everyone] * fine, np.full(groups, width * fine / 2), fine
    )
    image: NDArray[np.float32] = _ink(field.min(axis=0, keepdims=True), oversampling)[0]
    return image


def render_batch(
    start: NDArray[np.float64], end: NDArray[np.float64], radius: NDArray[np.float64], size: int
) -> NDArray[np.float32]:
    """Draw n sketches of s segments each.

    Args:
        start, end: the segments' ends (n, s, 2), in units of the image's side.
        radius: half the pen's width, (n,) in the same units.
        size: side of the images in pixels.

    Returns:
        images (n, size, size), float32.
    """
    fine, oversampling = _fine_size(size)
    images = np.empty((len(start), size, size), dtype=np.float32)
    by_pen = np.argsort(radius, kind="stable")  # a bold pen needs wide windows: let it not widen everybody's
    for first in range(0, len(start), _CHUNK):
        some = by_pen[first : first + _CHUNK]
        field = edge_distance(start[some] * fine, end[some] * fine, radius[some] * fine, fine)
        images[some] = _ink(field, oversampling)
    return images


def edge_distance(
    start: NDArray[np.float64], end: NDArray[np.float64], radius: NDArray[np.float64], size: int
) -> NDArray[np.float32]:
    """Distance of each pixel's center from the edge of the ink: negative inside, over 0.5 far from it.

    Each segment only touches a window of pixels around it, so the work grows with the ink, not with the
    image. Lengths are in pixels; start and end (n, s, 2), radius (n,); returns (n, size, size).
    """
    n = len(start)
    reach = float(radius.max()) + 0.75
    low, high = np.minimum(start, end), np.maximum(start, end)
    spans = np.ceil((high - low).max(axis=(0, 2)) + 2 * reach).astype(np.intp) + 1
    along = (end - start).astype(np.float32)
    length2 = np.maximum((along**2).sum(axis=-1, keepdims=True), np.float32(1e-12))
    inverse = along / length2  # its dot product with a pixel's offset: how far along the segment, 0 to 1
    windows = np.minimum(spans, size)
    corner = np.clip(np.floor(low - reach), 0, (size - windows)[:, None])  # (n, s, 2)
    offset = (corner + 0.5 - start).astype(np.float32)  # from a segment's start to its window's first pixel
    # Squared distances are compared, so that one square root a pixel is enough.
    nearest = np.full((n, size, size), np.float32((reach + 1) ** 2))
    lower_to_distances(nearest, windows, corner.astype(np.intp), offset, along, inverse)
    edge: NDArray[np.float32] = np.sqrt(nearest) - radius.astype(np.float32)[:, None, None]
    return edge


@operation
def lower_to_distances(
    nearest: NDArray[np.float32],
    windows: NDArray[np.intp],
    corner: NDArray[np.intp],
    offset: NDArray[np.float32],
    along: NDArray[np.float32],
    inverse: NDArray[np.float32],
) -> None:
    """Lower each pixel of `nearest`, in place, to its squared distance from the nearest segment.

    Args:
        nearest: (n, size, size).
        windows: (s,), sides of the squares of pixels looked at, one for each segment.
        corner: (n, s, 2), column and row of a window's first pixel.
        offset: (n, s, 2), from a segment's start to that pixel's center.
        along: (n, s, 2), from a segment's start to its end.
        inverse: `along` by its squared length: the dot product of it with an offset says how far along the
            segment that is, 0 to 1.
    """
    n, size, _ = nearest.shape
    flat = nearest.reshape(-1)
    images = np.arange(n, dtype=np.intp) * (size * size)
    for s, window in enumerate(windows):
        pixels = np.arange(window, dtype=np.intp)
        from_start = offset[:, s, :, None] + pixels.astype(np.float32)
        dx, dy = from_start[:, 0], from_start[:, 1]  # (n, window)
        ahead = inverse[:, s, :, None] * from_start
        t = ahead[:, 1, :, None] + ahead[:, 0, None, :]  # (n, window, window)
        np.clip(t, 0, 1, out=t)
        distance2 = np.square(dx[:, None, :] - t * along[:, s, 0, None, None])
        distance2 += np.square(dy[:, :, None] - t * along[:, s, 1, None, None])
        first = images + corner[:, s, 1] * size + corner[:, s, 0]
        where = first[:, None, None] + (pixels[:, None] * size + pixels)
        flat[where] = np.minimum(distance2, flat[where])


def _ink(edge: NDArray[np.float32], oversampling: int) -> NDArray[np.float32]:
    """Ink of each pixel from its distance to the edge, averaged over oversampling × oversampling pixels."""
    ink: NDArray[np.float32] = np.clip(np.float32(0.5) - edge, 0, 1)
    if oversampling == 1:
        return ink
    n, fine, _ = ink.shape
    size = fine // oversampling
    averaged: NDArray[np.float32] = ink.reshape(n, size, oversampling, size, oversampling).mean(axis=(2, 4))
    return averaged


def _fine_size(size: int) -> tuple[int, int]:
    oversampling = 2 if size < 20 else 1
    return size * oversampling, oversampling


def fit_box(strokes: Sequence[ArrayLike], size: int = 8) -> list[NDArray[np.float64]]:
    """Move and scale strokes, aspect kept, to the box that the sketches' digits fill.

    Drawn with the default pen, the ink then touches the box's sides, so a drawing is seen as the sketches are
    wherever on the canvas, and however large, it was made. A single dot is only moved.

    Args:
        strokes: arrays (p, 2) of points, in any units.
        size: side in pixels of the image they will be drawn in: small images leave less margin.

    Returns:
        the strokes in the unit square.
    """
    size = whole_size(size)
    chains = [check_stroke(points) for points in strokes]
    points = [chain for chain in chains if len(chain)]
    if not points:
        return chains
    everything = np.concatenate(points)
    low, high = everything.min(axis=0), everything.max(axis=0)
    extent = float((high - low).max())
    scale = (box_side(size) - pen_width(size)) / extent if extent > 1e-9 else 1.0
    return [(chain - (low + high) / 2) * scale + 0.5 for chain in chains]


def check_stroke(points: ArrayLike) -> NDArray[np.float64]:
    chain = np.asarray(points, dtype=np.float64)
    if chain.size == 0:
        return np.zeros((0, 2))
    if chain.ndim != 2 or chain.shape[1] != 2:
        raise ShapeError(f"expected a stroke of shape (points, 2), got {chain.shape}")
    if not np.isfinite(chain).all():
        raise DataError("expected finite points in a stroke, got NaN or infinity")
    return chain

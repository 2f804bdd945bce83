"""Pictures and plots of arrays: what a cell's `display(...)` makes of what it is given."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.live.output import current
from cnn_core.model import Sequential

MOST_IMAGES = 64
MOST_PIXELS = 512  # on a side
MOST_POINTS = 2000
MOST_SERIES = 8


def display(*things: Any, label: str = "") -> None:
    """Show each of `things` below the cell.

    Arrays of two axes are images; so are those of three, (h, w, 1) or (h, w, 3), or else many images,
    (n, h, w); of four, (n, h, w, c), many. From 0 to 1 they are shown as ink, with numbers below 0 on the
    scale from blue to orange. Rows of numbers are plotted, and so is a dict of such rows, by name. All else
    is written out.

    Args:
        things: what to show.
        label: a line of text to stand with it.
    """
    for thing in things:
        made = _made(thing, label)
        if current:
            current[-1].show(made)
        else:  # not on a page
            print(f"{label}\n{thing}" if label else thing)


def _made(thing: Any, label: str) -> dict[str, Any]:
    if isinstance(thing, Mapping) and thing:
        rows = {str(name): _numbers(values) for name, values in thing.items()}
        if all(row is not None and row.ndim == 1 and row.size for row in rows.values()):
            return _plot(rows, label)
    array = _numbers(thing)
    if array is not None and array.ndim == 1 and array.size > 1:
        return _plot({"": array}, label)
    if array is not None and array.ndim in (2, 3, 4) and array.size:
        return _images(array, label)
    text = thing.summary() if isinstance(thing, Sequential) else str(thing)
    return {"kind": "text", "stream": "out", "text": f"{label}\n{text}\n" if label else f"{text}\n"}


def _numbers(thing: Any) -> NDArray[np.float32] | None:
    """Return an array of floats, or None if that isn't what `thing` is."""
    if not isinstance(thing, np.ndarray | Sequence) or isinstance(thing, str | bytes):
        return None
    try:
        array = np.asarray(thing)
    except ValueError:  # rows of different lengths
        return None
    if array.dtype.kind not in "biuf":
        return None
    with np.errstate(all="ignore"):
        return array.astype(np.float32)


def _plot(rows: Mapping[str, NDArray[np.float32] | None], label: str) -> dict[str, Any]:
    series = []
    for name, row in list(rows.items())[:MOST_SERIES]:
        assert row is not None
        every = max(1, -(-len(row) // MOST_POINTS))
        series.append({"name": name, "every": every, "values": row[::every]})
    return {"kind": "plot", "series": series, "label": label}


def _images(array: NDArray[np.float32], label: str) -> dict[str, Any]:
    """Return images (n, h, w, c) with the numbers that the ends of their scale stand for."""
    if array.ndim == 2:
        array = array[None, :, :, None]
    elif array.ndim == 3:
        array = array[None] if array.shape[-1] in (1, 3) else array[..., None]
    elif array.shape[-1] not in (1, 3):  # maps: one beside the other
        array = np.moveaxis(array, -1, 1).reshape(-1, *array.shape[1:3], 1)
    count = len(array)
    array = array[:MOST_IMAGES, :MOST_PIXELS, :MOST_PIXELS]
    finite = array[np.isfinite(array)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if low < 0:
        high = max(-low, high)
        low = -high
    else:
        low, high = 0.0, high if high > 1 else 1.0
    return {
        "kind": "images",
        "images": np.nan_to_num(array, posinf=high, neginf=low),
        "low": low,
        "high": high,
        "count": count,
        "label": label,
    }

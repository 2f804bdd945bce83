"""Grids of numbers as pictures that are part of the page: they follow its theme, and need no script."""

import base64
import struct
import zlib
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

LEVELS = 16

Grid = NDArray[np.floating[Any]]


def cells(grid: Grid, kind: str, largest: float) -> Markup:
    """A grid of numbers as an SVG of squares: "ink", or "signed" from blue through nothing to orange."""
    height, width = grid.shape
    return Markup(
        '<svg class="cells" viewBox="0 0 {0} {1}" shape-rendering="crispEdges">'
        '<path class="zero" d="M0 0h{0}v{1}H0z"/>{2}</svg>'
    ).format(width, height, shades(grid, kind, largest))


def shades(grid: Grid, kind: str, largest: float) -> Markup:
    """The squares of such a picture, as site/js/panels/shades.js draws them.

    Squares of one shade are one path, and those side by side one rectangle of it, so that large maps stay
    small. There are 16 shades each way, which an eye can just tell apart.
    """
    levels = np.rint(LEVELS * np.clip(grid / max(largest, 1e-9), -1, 1)).astype(int)  # -16 to 16
    return Markup("").join(
        Markup('<path class="{}" fill-opacity="{:.4g}" d="{}"/>').format(
            kind if kind == "ink" else "negative" if level < 0 else "positive",
            abs(level) / LEVELS,
            "".join(outline),
        )
        for level, outline in sorted(_outlines(levels).items())
    )


def _outlines(levels: NDArray[np.int_]) -> dict[int, list[str]]:
    """By the level: rectangles around its squares, where several lie side by side one around them all."""
    width = levels.shape[1]
    begins = np.ones(levels.shape, bool)
    begins[:, 1:] = levels[:, 1:] != levels[:, :-1]
    starts = np.flatnonzero(begins).tolist()
    found: dict[int, list[str]] = {}
    for start, end, level in zip(starts, [*starts[1:], levels.size], levels[begins].tolist(), strict=True):
        if level:
            y, x = divmod(start, width)
            found.setdefault(level, []).append(f"M{x} {y}h{end - start}v1H{x}z")
    return found


def photograph(image: Grid, description: str) -> Markup:
    """A picture in color, (h, w, 3) from 0 to 1, inside the page: too many colors for squares."""
    height, width, _ = image.shape
    address = "data:image/png;base64," + base64.b64encode(_png(image)).decode()
    return Markup('<img class="photograph" src="{}" width="{}" height="{}" alt="{}">').format(
        address, width, height, description
    )


def _png(image: Grid) -> bytes:
    """As PNG, 8 bits a channel: each row is preceded by its filter, 0 for none.

    https://www.w3.org/TR/png-3/
    """
    height, width, _ = image.shape
    pixels = np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8)
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)), chunk(b"IEND", b""))
    )

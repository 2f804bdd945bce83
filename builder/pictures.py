"""Grids of numbers as pictures that are part of the page: they follow its theme, and need no script."""

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
            _outline(levels == level),
        )
        for level in np.unique(levels[levels != 0])
    )


def _outline(chosen: NDArray[np.bool_]) -> str:
    """Of the squares chosen, runs of them in one."""
    runs = []
    for y, row in enumerate(chosen):
        edges = np.flatnonzero(np.diff(row, prepend=False, append=False))
        runs += [f"M{x} {y}h{end - x}v1H{x}z" for x, end in zip(edges[::2], edges[1::2], strict=True)]
    return "".join(runs)

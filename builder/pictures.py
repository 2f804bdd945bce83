"""Grids of numbers as pictures, for pages before any script runs."""

from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

Grid = NDArray[np.floating[Any]]


def cells(grid: Grid, kind: str, largest: float) -> Markup:
    """A grid of numbers as squares: ink, or from blue through nothing to orange."""
    height, width = grid.shape
    squares = [
        Markup('<path class="{}" fill-opacity="{:.2f}" d="M{} {}h1v1h-1z"/>').format(
            kind if kind == "ink" else "negative" if value < 0 else "positive", strength, x, y
        )
        for y, row in enumerate(grid)
        for x, value in enumerate(row)
        if (strength := min(1.0, abs(float(value)) / float(largest))) >= 0.005
    ]
    return Markup(
        '<svg class="cells" viewBox="0 0 {0} {1}" shape-rendering="crispEdges">'
        '<path class="zero" d="M0 0h{0}v{1}H0z"/>{2}</svg>'
    ).format(width, height, Markup("").join(squares))

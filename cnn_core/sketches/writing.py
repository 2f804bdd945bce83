"""The words in which the glyphs describe how a digit is written.

A glyph is described once and written by many hands at the same time: every number in a description may be a
plain number or an array with one value for each hand, and all hands' strokes come out together.

Digit coordinates: x to the right, y down, the top of a digit near y = 0 and its foot near y = 1. Angles are
degrees on a clock's face: 0 is twelve o'clock, 90 three o'clock; a positive sweep goes clockwise.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Number = float | NDArray[np.float64]
Point = tuple[Number, Number]
Path = NDArray[np.float64]  # (hands, points, 2)

_STEPS_PER_SPAN = 6
_DEGREES_PER_STEP = 20.0


class Hands:
    """The choices that a number of writers make, one of each for every hand."""

    def __init__(self, count: int, rng: np.random.Generator) -> None:
        self.count = count
        self._rng = rng

    def between(self, low: Number, high: Number) -> NDArray[np.float64]:
        """A value for each hand, all values from low to high equally likely."""
        return low + (np.asarray(high) - low) * self._rng.random(self.count)

    def about(self, value: Number, spread: float = 0.05) -> NDArray[np.float64]:
        """A value for each hand, at most `spread` away from `value`."""
        return self.between(value - spread, value + spread)

    def near(self, x: Number, y: Number, spread: float = 0.05) -> Point:
        """A point for each hand, at most `spread` away from (x, y) in either direction."""
        return self.about(x, spread), self.about(y, spread)


def at(x: Number, y: Number) -> Path:
    """The single point (x, y): the pen starts there, or goes there in a straight line."""
    point = np.empty((max(np.size(x), np.size(y)), 1, 2))
    point[:, 0, 0], point[:, 0, 1] = x, y
    return point


def arc(center: Point, radius: Point, start: Number, sweep: Number) -> Path:
    """Part of an ellipse, from the clock angle `start` through `sweep` degrees."""
    steps = max(4, int(np.ceil(np.max(np.abs(sweep)) / _DEGREES_PER_STEP)))
    turn = np.linspace(0.0, 1.0, steps + 1)
    angle = np.radians(_column(start) + _column(sweep) * turn)
    x = _column(center[0]) + _column(radius[0]) * np.sin(angle)
    y = _column(center[1]) - _column(radius[1]) * np.cos(angle)
    return np.stack(np.broadcast_arrays(x, y), axis=-1)


def curve(*points: Point) -> Path:
    """A smooth line through the points.

    A centripetal Catmull-Rom spline (Yuksel et al. 2011, "Parameterization and applications of Catmull-Rom
    curves"), which neither overshoots nor loops between points that are unevenly far apart.
    """
    knots = stroke(*(at(x, y) for x, y in points))  # (hands, points, 2)
    before, after = 2 * knots[:, :1] - knots[:, 1:2], 2 * knots[:, -1:] - knots[:, -2:-1]
    knots = np.concatenate([before, knots, after], axis=1)
    gaps = np.sqrt(_lengths(knots)) + 1e-6
    p0, p1, p2, p3 = (knots[:, i : i + len(points) - 1, None] for i in range(4))  # (hands, spans, 1, 2)
    g0, g1, g2 = (gaps[:, i : i + len(points) - 1, None, None] for i in range(3))
    out_of_1 = (p2 - p1) - g1 * ((p2 - p0) / (g0 + g1) - (p1 - p0) / g0)
    into_2 = (p2 - p1) - g1 * ((p3 - p1) / (g1 + g2) - (p3 - p2) / g2)
    t = np.linspace(0.0, 1.0, _STEPS_PER_SPAN, endpoint=False)[:, None]
    u = 1 - t
    spans = (1 + 2 * t) * u**2 * p1 + t * u**2 * out_of_1 + t**2 * (3 - 2 * t) * p2 - t**2 * u * into_2
    return np.concatenate([spans.reshape(len(spans), -1, 2), knots[:, -2:-1]], axis=1)


def stroke(*parts: Path) -> Path:
    """What the pen draws before it is lifted: the parts one after the other, joined by straight lines."""
    hands = max(len(part) for part in parts)
    return np.concatenate([_for_all(part, hands) for part in parts], axis=1)


class Segments(NamedTuple):
    """Straight pieces of strokes, from `start` to `end`, both of shape (hands, pieces, 2)."""

    start: NDArray[np.float64]
    end: NDArray[np.float64]


def cut(strokes: list[Path], pieces: int, hands: int) -> Segments:
    """Cut each hand's strokes into `pieces` pieces, equally long within a stroke.

    Longer strokes get more pieces, the same number for every hand.
    """
    strokes = [_for_all(path, hands) for path in strokes]
    lengths = [_lengths(path) for path in strokes]
    typical = np.array([length.sum(axis=1).mean() for length in lengths])
    shares = 1 + np.floor((pieces - len(strokes)) * typical / typical.sum()).astype(int)
    shares[np.argmax(typical)] += pieces - shares.sum()
    cuts = [
        _evenly(path, length, share) for path, length, share in zip(strokes, lengths, shares, strict=True)
    ]
    return Segments(
        np.concatenate([points[:, :-1] for points in cuts], axis=1),
        np.concatenate([points[:, 1:] for points in cuts], axis=1),
    )


def _evenly(path: Path, lengths: NDArray[np.float64], pieces: int) -> Path:
    """Points (hands, pieces + 1, 2) along each hand's path, at equal distances."""
    hands = len(path)
    walked = np.concatenate([np.zeros((hands, 1)), np.cumsum(lengths + 1e-9, axis=1)], axis=1)
    # One interpolation serves all hands: hand h's way along its path is laid out from 2h to 2h + 1.
    known = (walked / walked[:, -1:] + 2.0 * np.arange(hands)[:, None]).ravel()
    wanted = (np.linspace(0.0, 1.0, pieces + 1) + 2.0 * np.arange(hands)[:, None]).ravel()
    axes = [np.interp(wanted, known, path[..., i].ravel()).reshape(hands, pieces + 1) for i in range(2)]
    return np.stack(axes, axis=-1)


def _lengths(path: Path) -> NDArray[np.float64]:
    """Lengths (hands, points - 1) of the straight lines between a path's points."""
    steps = path[:, 1:] - path[:, :-1]
    lengths: NDArray[np.float64] = np.sqrt(steps[..., 0] ** 2 + steps[..., 1] ** 2)
    return lengths


def _for_all(path: Path, hands: int) -> Path:
    return path if len(path) == hands else np.broadcast_to(path, (hands, *path.shape[1:]))


def _column(value: Number) -> NDArray[np.float64]:
    return np.atleast_1d(np.asarray(value, dtype=np.float64))[:, None]

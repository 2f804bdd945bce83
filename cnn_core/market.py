"""Pictures from a market stall: ten kinds of fruit and vegetables in color, drawn by rule.

Five colors, and in each something round and something long: a red tomato and a red chili, a yellow lemon and
a yellow banana. Whoever sees color alone can't tell the two of a color apart, whoever sees shape alone can't
tell the five of a shape. Little else gives them away: all are equally bright, and cover about as much.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import HyperparameterError
from cnn_core.sketches.frame import whole_size
from cnn_core.sketches.generator import Sketches
from cnn_core.sketches.rendering import render
from cnn_core.validation import generator, whole_number

Floats = NDArray[np.float64]

COLORS = ("red", "orange", "yellow", "green", "violet")
NAMES = (
    *("tomato", "chili"),
    *("orange", "carrot"),
    *("lemon", "banana"),
    *("lime", "cucumber"),
    *("plum", "eggplant"),
)
"""Class 2i is the round thing of color i, class 2i + 1 the long one."""

_HUES = np.array([0.0, 28.0, 58.0, 120.0, 285.0])  # degrees: red 0, green 120, blue 240
_SIDE = 32  # lengths below are in pixels of an image of this side
_BRUSH = 0.24  # width of the reader's brush, of the image's side


def pictures(
    n: int,
    *,
    classes: Sequence[int] = tuple(range(10)),
    size: int = 32,
    shift: float = 0,
    rng: np.random.Generator,
) -> Sketches:
    """Draw n pictures, as many of each class as possible, in random order.

    Args:
        n: how many.
        classes: indices into `NAMES`, each at most once.
        size: side of the images in pixels, 8 to 64.
        shift: everything lies up to 2.5 pixels of 32 away from the middle; and by up to this many more.
        rng: the only source of chance.

    Returns:
        images (n, size, size, 3), float32 in [0, 1], red, green and blue; labels (n,), int64, indices into
        `classes`.

    Raises:
        HyperparameterError: for a bad n, classes, size or shift.

    Example:
        >>> images, labels = pictures(4, classes=(0, 5), rng=np.random.default_rng(0))
        >>> images.shape, [NAMES[(0, 5)[label]] for label in sorted(labels)]
        ((4, 32, 32, 3), ['tomato', 'tomato', 'banana', 'banana'])
    """
    n, size, rng = whole_number("n", n, at_least=0), whole_size(size), generator(rng)
    chosen = tuple(classes)
    if not chosen or len(set(chosen)) < len(chosen) or any(c not in range(len(NAMES)) for c in chosen):
        raise HyperparameterError(f"classes must be different numbers from 0 to 9, got {chosen!r}")
    if not 0 <= shift <= size / 2:
        raise HyperparameterError(f"shift must be from 0 to {size / 2:g} pixels, got {shift!r}")
    labels = np.arange(n, dtype=np.int64)[np.argsort(rng.random(n), kind="stable")] % len(chosen)
    kinds = np.array(chosen)[labels]
    brightness = rng.uniform(0.36, 0.52, n)
    cloth = _cloth(brightness, size, rng)
    hue = _HUES[kinds // 2] + 5 * np.clip(rng.standard_normal(n), -2, 2)
    paint = color(hue, brightness, rng.uniform(0.65, 0.9, n))  # (n, 3)
    cover = _cover(kinds % 2 == 1, size, shift, rng)  # (n, size, size)
    lit = _light(n, size, rng)[..., None] * paint[:, None, None, :]
    images = cloth + cover[..., None] * (lit - cloth)
    images += rng.uniform(0.01, 0.04, (n, 1, 1, 1)) * rng.standard_normal(images.shape)
    return Sketches(np.clip(images, 0, 1).astype(np.float32), labels)


def color(hue: ArrayLike, brightness: ArrayLike, saturation: ArrayLike) -> Floats:
    """Return red, green and blue (..., 3), whose mean is the brightness whatever the hue.

    Channel c is brightness · (1 + saturation · cos(hue − 120° · c)), and the three cosines add up to zero. So
    a gray copy, the mean of the channels, keeps nothing of the hue.
    """
    angle = np.radians(np.asarray(hue, np.float64)[..., None] - 120 * np.arange(3))
    strength = np.asarray(saturation, np.float64)[..., None] * np.cos(angle)
    bright: Floats = np.asarray(brightness, np.float64)[..., None] * (1 + strength)
    return bright


def paint(strokes: Sequence[ArrayLike], inks: Sequence[int], size: int = _SIDE) -> NDArray[np.float32]:
    """Draw a reader's strokes with a thick brush, on a cloth.

    Args:
        strokes: arrays (p, 2) of points in the unit square, as `sketches.render` takes them.
        inks: for each stroke, an index into `COLORS`.
        size: side of the image in pixels.

    Returns:
        image (size, size, 3), float32 in [0, 1]: later strokes lie over earlier ones.
    """
    if len(inks) != len(strokes) or any(ink not in range(len(COLORS)) for ink in inks):
        raise HyperparameterError(
            f"expected an ink from 0 to {len(COLORS) - 1} for each of {len(strokes)} strokes, got {inks!r}"
        )
    image = _cloth(np.array([0.46]), size, np.random.default_rng(12))[0]
    for stroke, ink in zip(strokes, inks, strict=True):
        cover = render([stroke], size, width=_BRUSH)[..., None]
        image += cover * (ink_color(ink) - image)
    painted: NDArray[np.float32] = np.clip(image, 0, 1).astype(np.float32)
    return painted


def ink_color(ink: int) -> Floats:
    """Return the (3,) red, green and blue of a reader's ink."""
    return color(_HUES[ink], 0.46, 0.85)


def _cloth(brightness: Floats, size: int, rng: np.random.Generator) -> Floats:
    """Cloths (n, size, size, 3) of any pale hue, striped or checked, lighter or darker than what lies there.

    There are crumbs on them, in the colors of the fruit: so one pixel of a color says little.
    """
    n = len(brightness)
    y, x = _grid(size)
    apart = rng.uniform(0.14, 0.32, n) * rng.choice([-1.0, 1.0], n)
    level = np.clip(brightness + apart, 0.06, 0.84)
    pale = rng.uniform(0, 0.3, n) * np.minimum(1, (1 / level - 1) / 0.3)
    base = color(rng.uniform(0, 360, n), level, pale)[:, None, None, :]
    waves = np.zeros((n, size, size))
    angle = rng.uniform(0, np.pi, n)
    for turn in (0.0, np.pi / 2):
        along = x * _each(np.cos(angle + turn)) + y * _each(np.sin(angle + turn))
        period, phase = rng.uniform(3, 9, n), rng.uniform(0, 2 * np.pi, n)
        height = rng.uniform(0, 0.16, n) * (rng.random(n) < 0.7)
        waves += _each(height) * np.sin(2 * np.pi * along / _each(period) + _each(phase))
    cloth: Floats = base * (1 + waves)[..., None]
    for _ in range(3):
        there, radius = rng.random(n) < 0.6, rng.uniform(0.8, 1.7, n)
        column, row = rng.uniform(-15, 15, (2, n))
        distance = np.hypot(x - _each(column), y - _each(row))
        cover = _edge(distance - _each(radius), size) * _each(there.astype(np.float64))
        crumb = color(rng.uniform(0, 360, n), rng.uniform(0.3, 0.55, n), rng.uniform(0.4, 0.8, n))
        cloth += cover[..., None] * (crumb[:, None, None, :] - cloth)
    return cloth


def _cover(is_long: NDArray[np.bool_], size: int, shift: float, rng: np.random.Generator) -> Floats:
    """How much of each pixel (n, size, size) the thing covers: an ellipse, or a bent and tapered rod."""
    n = len(is_long)
    y, x = _grid(size)
    wander = 2.5 + shift * _SIDE / size
    column, row = rng.uniform(-wander, wander, (2, n))
    turn = rng.uniform(0, 2 * np.pi, n)
    u = (x - _each(column)) * _each(np.cos(turn)) + (y - _each(row)) * _each(np.sin(turn))
    v = (y - _each(row)) * _each(np.cos(turn)) - (x - _each(column)) * _each(np.sin(turn))

    radius, aspect = rng.uniform(5, 8.4, n), rng.uniform(1, 1.14, n)
    ellipse = np.hypot(u / _each(aspect), v * _each(aspect)) - _each(radius)

    half, width = rng.uniform(8.5, 12.5, n), rng.uniform(2.6, 4.4, n)
    bend, taper = rng.uniform(0, 4.5, n), rng.uniform(0, 0.55, n)
    share = u / _each(half)  # −1 to 1 along the rod
    narrowed = _each(width) * (1 - _each(taper) * np.clip(share + 1, 0, 2) / 2)
    beyond = np.maximum(np.abs(u) - _each(half - width), 0)
    rod = np.hypot(beyond, v - _each(bend) * (share**2 - 0.4)) - narrowed
    return _edge(np.where(is_long[:, None, None], rod, ellipse), size)


def _light(n: int, size: int, rng: np.random.Generator) -> Floats:
    """From one side, (n, size, size): a little brighter there."""
    y, x = _grid(size)
    angle = rng.uniform(0, 2 * np.pi, n)
    lit: Floats = 1 + 0.012 * (x * _each(np.cos(angle)) + y * _each(np.sin(angle)))
    return lit


def _edge(distance: Floats, size: int) -> Floats:
    """Cover of each pixel by its distance from an edge, negative inside."""
    covered: Floats = np.clip(0.5 - distance * size / _SIDE, 0, 1)
    return covered


def _grid(size: int) -> tuple[Floats, Floats]:
    """Rows and columns of the pixels' centers, (1, size, size) each, 0 in the middle."""
    along = (np.arange(size) + 0.5 - size / 2) * _SIDE / size
    y, x = np.meshgrid(along, along, indexing="ij")
    return y[None], x[None]


def _each(values: Floats) -> Floats:
    """A number for each picture, as (n, 1, 1)."""
    return values[:, None, None]

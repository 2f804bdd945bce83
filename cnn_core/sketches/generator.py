"""Digit sketches by the thousand: glyphs, each written by a hand of its own, drawn at any size."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import HyperparameterError
from cnn_core.sketches.frame import PEN_TO_BOX, box_side, whole_size
from cnn_core.sketches.glyphs import STYLES
from cnn_core.sketches.rendering import render_batch
from cnn_core.sketches.writing import Hands, Segments, cut
from cnn_core.validation import generator, whole_number


class _Manner(NamedTuple):
    """How freely people write: `spread` scales what differs between hands, the rest is usual."""

    spread: float
    slant: float
    width: float
    pen: float


_FREE = _Manner(spread=1.0, slant=0.18, width=0.93, pen=0.84)
# In eight pixels, an unusual hand can no longer be read by anybody: small images get plainer ones.
_PLAIN = _Manner(spread=0.65, slant=0.1, width=0.85, pen=0.96)
_SMALL = 20  # pixels
_WAVES = 2
# How many of the sketches are blurred once, how many of all once more, and so on.
_BLURRED = (0.3, 0.25, 0.2)
_SHADES = np.float32(255)


class Sketches(NamedTuple):
    """images (n, size, size, 1) float32 in [0, 1] and labels (n,) int64, indices into the classes."""

    images: NDArray[np.float32]
    labels: NDArray[np.int64]


def digits(
    n: int,
    *,
    classes: Sequence[int] = (0, 1, 2, 3),
    size: int = 8,
    shift: float = 0,
    rng: np.random.Generator,
) -> Sketches:
    """Draw n sketches of handwritten digits, as many of each class as possible, in random order.

    Args:
        n: how many.
        classes: the digits to draw, 0 to 9, each at most once.
        size: side of the images in pixels, 8 to 64.
        shift: sketches are moved by up to this many pixels in either direction, parts of pixels included;
            0 leaves them centered. What is moved out of the image is lost.
        rng: the only source of chance. The same seed gives the same sketches on every platform (labels equal,
            pixels to 1e-5).

    Returns:
        images (n, size, size, 1), float32, from 0 for paper to 1 for ink in steps of 1/255, and labels (n,),
        int64: the digit drawn is `classes[label]`.

    Raises:
        HyperparameterError: for a bad n, classes, size or shift.

    Example:
        >>> images, labels = digits(6, classes=(3, 8), rng=np.random.default_rng(0))
        >>> images.shape, np.bincount(labels).tolist()
        ((6, 8, 8, 1), [3, 3])
    """
    n, size, rng = whole_number("n", n, at_least=0), whole_size(size), generator(rng)
    classes = _check(classes, shift, size)
    labels = _balanced(n, len(classes), rng)
    # Straight pieces of about two pixels look round.
    pieces = 24 if size < _SMALL else 32
    manner = _PLAIN if size < _SMALL else _FREE
    segments, pen = _write(np.array(classes)[labels], pieces, rng)
    segments = _distort(segments, manner, rng)
    start, end, radius = _place(segments, manner.pen * pen, size, shift, rng)
    images = render_batch(start, end, radius, size)
    if size >= _SMALL:
        _blur(images, rng)
    images = _ink(images, rng)
    return Sketches(images[..., None], labels)


def _balanced(n: int, classes: int, rng: np.random.Generator) -> NDArray[np.int64]:
    order = np.argsort(rng.random(n), kind="stable")
    return (np.arange(n, dtype=np.int64) % classes)[order] if n else np.zeros(0, dtype=np.int64)


def _write(
    numerals: NDArray[np.int64], pieces: int, rng: np.random.Generator
) -> tuple[Segments, NDArray[np.float64]]:
    """Each sketch's strokes in digit coordinates, written in one of its digit's styles."""
    start, end = np.zeros((2, len(numerals), pieces, 2))
    pen = np.ones(len(numerals))
    choice = rng.random(len(numerals))
    for numeral, styles in STYLES.items():
        shares = np.cumsum([style.share for style in styles])
        chosen = np.searchsorted(shares[:-1] / shares[-1], choice, side="right")
        for index, style in enumerate(styles):
            mine = np.flatnonzero((numerals == numeral) & (chosen == index))
            if len(mine):
                hands = Hands(len(mine), rng)
                start[mine], end[mine] = cut(style.glyph(hands), pieces, len(mine))
                pen[mine] = hands.between(*style.pens)
    return Segments(start, end), pen


def _distort(segments: Segments, manner: _Manner, rng: np.random.Generator) -> Segments:
    """What a hand does to any shape: slant it, stretch it, bend it, and never draw it twice alike."""
    n = len(segments.start)

    def normal(spread: float) -> NDArray[np.float64]:
        return manner.spread * spread * np.clip(rng.standard_normal((n, 1)), -2.5, 2.5)

    slant, stretch, tilt = normal(0.26) + manner.slant, manner.width * np.exp(normal(0.26)), normal(0.08)
    bend_x, bend_y, taper_x, taper_y = normal(0.08), normal(0.06), normal(0.12), normal(0.12)
    # Waves across the digit, each of its own direction, length and phase: no two strokes come out the same.
    waves = [[normal(size) for size in (1.0, 1.0, 2.0, 0.065, 0.065)] for _ in range(_WAVES)]

    def distorted(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = 2 * points[..., 0] - 1, 2 * points[..., 1] - 1  # -1 to 1 across the digit
        new_x = stretch * (x * (1 + taper_x * y) + bend_x * (1 - 2 * y**2)) - slant * y
        new_y = y * (1 + taper_y * x) + bend_y * x**2 + tilt * x
        for along_x, along_y, phase, move_x, move_y in waves:
            wave = np.sin(np.pi * (along_x * x + along_y * y + phase))
            new_x += move_x * wave
            new_y += move_y * wave
        return np.stack([new_x, new_y], axis=-1)

    return Segments(distorted(segments.start), distorted(segments.end))


def _place(
    segments: Segments, pen: NDArray[np.float64], size: int, shift: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Fit each sketch's ink into the box, nearly; then move it. Units of the image's side."""
    n = len(segments.start)
    boldness = pen * np.exp(0.3 * np.clip(rng.standard_normal(n), -2.2, 2.2))
    radius = 0.5 * PEN_TO_BOX * box_side(size) * boldness
    low = np.minimum(segments.start, segments.end).min(axis=1)  # (n, 2)
    high = np.maximum(segments.start, segments.end).max(axis=1)
    side = box_side(size) * (1 - 0.08 * rng.random(n))
    scale = ((side - 2 * radius) / (high - low).max(axis=1))[:, None, None]
    wander = 0.02 * (2 * rng.random((n, 2)) - 1)
    moved = shift / size * (2 * rng.random((n, 2)) - 1)
    center, place = ((low + high) / 2)[:, None], (0.5 + wander + moved)[:, None]
    return (segments.start - center) * scale + place, (segments.end - center) * scale + place, radius


def _blur(images: NDArray[np.float32], rng: np.random.Generator) -> None:
    """What a coarse scanner does: blur some of the images a little, some more, in place.

    The smallest images are coarse already; nothing in them is left to blur.
    """
    for share in _BLURRED:
        mine = rng.random(len(images)) < share
        soft = images[mine]
        across = np.pad(soft, ((0, 0), (0, 0), (1, 1)))
        soft = (across[:, :, :-2] + across[:, :, 2:]) * np.float32(0.25) + soft * np.float32(0.5)
        down = np.pad(soft, ((0, 0), (1, 1), (0, 0)))
        images[mine] = (down[:, :-2] + down[:, 2:]) * np.float32(0.25) + soft * np.float32(0.5)


def _ink(images: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Pale and dark pens, the noise of scanning, and a scanner's shades of gray."""
    n = len(images)
    darkest = images.max(axis=(1, 2), initial=0)
    strength = (1 - 0.15 * rng.random(n)) / np.where(darkest > 0, darkest, 1)
    grain = 0.04 * rng.random(n)
    noise = rng.standard_normal(images.shape, dtype=np.float32)
    noisy = images * _float32(strength)[:, None, None] + noise * _float32(grain)[:, None, None]
    np.multiply(np.clip(noisy, 0, 1, out=noisy), _SHADES, out=noisy)
    return np.divide(np.rint(noisy, out=noisy), _SHADES, out=noisy)


def _float32(values: NDArray[np.float64]) -> NDArray[np.float32]:
    return values.astype(np.float32)


def _check(classes: Sequence[int], shift: float, size: int) -> tuple[int, ...]:
    chosen = tuple(classes)
    if not chosen or len(set(chosen)) != len(chosen) or any(digit not in STYLES for digit in chosen):
        raise HyperparameterError(f"classes must be different digits from 0 to 9, got {chosen!r}")
    if not 0 <= shift <= size / 2:
        raise HyperparameterError(
            f"shift must be from 0 to {size / 2:g} pixels, half the image, got {shift!r}"
        )
    return tuple(int(digit) for digit in chosen)

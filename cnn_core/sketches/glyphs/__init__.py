"""The ways of writing each digit, and how common they are."""

from collections.abc import Callable
from typing import NamedTuple

from cnn_core.sketches.glyphs import five_to_nine as high
from cnn_core.sketches.glyphs import zero_to_four as low
from cnn_core.sketches.writing import Hands, Path


class Style(NamedTuple):
    """A way of writing a digit, how common it is among the digit's styles, and how bold the pen may be."""

    glyph: Callable[[Hands], list[Path]]
    share: float
    pens: tuple[float, float] = (1.0, 1.0)


STYLES: dict[int, tuple[Style, ...]] = {
    0: (
        Style(low.zero, 0.6),
        Style(low.zero_egg, 0.36),
        Style(low.zero_slashed, 0.04),
    ),
    1: (
        Style(low.one, 0.31, (0.7, 1.8)),
        Style(low.one, 0.13, (1.8, 2.8)),  # small ones, scaled up, look fat
        Style(low.one_flag, 0.36, (0.8, 1.8)),
        Style(low.one_flag_foot, 0.12, (0.8, 1.4)),
        Style(low.one_foot, 0.08, (0.8, 1.4)),
    ),
    2: (
        Style(low.two, 0.35),
        Style(low.two_loop, 0.18),
        Style(low.two_swan, 0.17),
        Style(low.two_z, 0.12),
        Style(low.two_upright, 0.18),
    ),
    3: (
        Style(low.three, 0.45),
        Style(low.three_soft, 0.3),
        Style(low.three_loop, 0.1),
        Style(low.three_flat, 0.15),
    ),
    4: (
        Style(low.four_open, 0.25),
        Style(low.four_slant, 0.3),
        Style(low.four_cup, 0.2),
        Style(low.four_closed, 0.13),
        Style(low.four_single, 0.12),
    ),
    5: (
        Style(high.five, 0.4),
        Style(high.five_single, 0.35),
        Style(high.five_snake, 0.25),
    ),
    6: (
        Style(high.six, 0.6),
        Style(high.six_straight, 0.4),
    ),
    7: (
        Style(high.seven, 0.3),
        Style(high.seven_round, 0.2),
        Style(high.seven_serif, 0.12),
        Style(high.seven_bar, 0.25),
        Style(high.seven_serif_bar, 0.13),
    ),
    8: (
        Style(high.eight, 0.75),
        Style(high.eight_rings, 0.25),
    ),
    9: (
        Style(high.nine, 0.4),
        Style(high.nine_curled, 0.4),
        Style(high.nine_loose, 0.2),
    ),
}

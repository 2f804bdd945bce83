"""The ways of writing each digit, and how common they are."""

from collections.abc import Callable
from typing import NamedTuple

from cnn_core.sketches.glyphs import five_and_six, seven_to_nine, three_and_four, zero_to_two
from cnn_core.sketches.writing import Hands, Path


class Style(NamedTuple):
    """A way of writing a digit, how common it is among the digit's styles, and how bold the pen may be."""

    glyph: Callable[[Hands], list[Path]]
    share: float
    pens: tuple[float, float] = (1.0, 1.0)


STYLES: dict[int, tuple[Style, ...]] = {
    0: (
        Style(zero_to_two.zero, 0.5),
        Style(zero_to_two.zero_egg, 0.46),
        Style(zero_to_two.zero_slashed, 0.04),
    ),
    1: (
        Style(zero_to_two.one, 0.36, (0.7, 1.8)),
        Style(zero_to_two.one, 0.08, (1.8, 2.8)),  # small ones, scaled up, look fat
        Style(zero_to_two.one_flag, 0.36, (0.8, 1.8)),
        Style(zero_to_two.one_flag_foot, 0.12, (0.8, 1.8)),
        Style(zero_to_two.one_foot, 0.08, (0.8, 1.8)),
    ),
    2: (
        Style(zero_to_two.two, 0.24),
        Style(zero_to_two.two_loop, 0.33),
        Style(zero_to_two.two_hooked, 0.12),
        Style(zero_to_two.two_swan, 0.11),
        Style(zero_to_two.two_z, 0.1),
        Style(zero_to_two.two_upright, 0.1),
    ),
    3: (
        Style(three_and_four.three, 0.55),
        Style(three_and_four.three_soft, 0.2),
        Style(three_and_four.three_loop, 0.1),
        Style(three_and_four.three_flat, 0.15),
    ),
    4: (
        Style(three_and_four.four_open, 0.3),
        Style(three_and_four.four_slant, 0.3),
        Style(three_and_four.four_cup, 0.2),
        Style(three_and_four.four_closed, 0.13),
        Style(three_and_four.four_single, 0.07),
    ),
    5: (
        Style(five_and_six.five, 0.28),
        Style(five_and_six.five_apart, 0.16),
        Style(five_and_six.five_small, 0.14),
        Style(five_and_six.five_single, 0.26),
        Style(five_and_six.five_snake, 0.16),
    ),
    6: (
        Style(five_and_six.six, 0.3),
        Style(five_and_six.six_small, 0.3),
        Style(five_and_six.six_hooked, 0.15),
        Style(five_and_six.six_straight, 0.25),
    ),
    7: (
        Style(seven_to_nine.seven, 0.33),
        Style(seven_to_nine.seven_round, 0.14),
        Style(seven_to_nine.seven_arch, 0.07),
        Style(seven_to_nine.seven_serif, 0.1),
        Style(seven_to_nine.seven_bar, 0.23),
        Style(seven_to_nine.seven_serif_bar, 0.13),
    ),
    8: (
        Style(seven_to_nine.eight, 0.28),
        Style(seven_to_nine.eight_crossed, 0.4),
        Style(seven_to_nine.eight_from_the_middle, 0.15),
        Style(seven_to_nine.eight_rings, 0.17),
    ),
    9: (
        Style(seven_to_nine.nine, 0.18),
        Style(seven_to_nine.nine_stem, 0.36),
        Style(seven_to_nine.nine_small, 0.1),
        Style(seven_to_nine.nine_curled, 0.2),
        Style(seven_to_nine.nine_loose, 0.16),
    ),
}

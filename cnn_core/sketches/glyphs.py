"""How people write the ten digits: each function is one way, described stroke by stroke.

Read a description as an instruction to somebody with a pen, in the words and coordinates of `writing`.
`hands` gives each writer's own numbers. `STYLES` says how common each way is.
"""

from collections.abc import Callable

from cnn_core.sketches.writing import Hands, Path, arc, at, curve, stroke

Strokes = list[Path]


def zero(hands: Hands) -> Strokes:
    """An oval, counterclockwise from the top; it may not quite close, or run past its start."""
    center, radius = hands.near(0.5, 0.5, 0.02), (hands.between(0.2, 0.46), 0.5)
    return [stroke(arc(center, radius, start=hands.between(-15, 45), sweep=-hands.between(335, 385)))]


def zero_egg(hands: Hands) -> Strokes:
    """Left side down, round the foot, right side up, and the end crosses over the start."""
    left, right = hands.about(0.2, 0.1), hands.about(0.8, 0.1)
    return [
        stroke(
            curve(
                hands.near(0.58, 0.02, 0.08),
                (left, hands.about(0.42, 0.12)),
                hands.near(0.46, 1.0, 0.05),
                (right, hands.about(0.5, 0.14)),
                hands.near(0.52, 0.04, 0.06),
                hands.near(0.36, 0.12, 0.08),
            )
        )
    ]


def zero_slashed(hands: Hands) -> Strokes:
    """An oval and a slash through it."""
    slash = stroke(at(*hands.near(0.74, 0.16, 0.08)), at(*hands.near(0.26, 0.84, 0.08)))
    return [*zero(hands), slash]


def one(hands: Hands) -> Strokes:
    """A stroke from the top down, straight or a little curved."""
    return [stroke(curve(hands.near(0.5, 0.0, 0.02), hands.near(0.5, 0.5, 0.02), hands.near(0.5, 1.0, 0.02)))]


def one_flag(hands: Hands) -> Strokes:
    """Up along the flag, then straight down."""
    reach, drop = hands.between(0.08, 0.4), hands.between(0.08, 0.36)
    return [stroke(at(0.5 - reach, drop), at(0.5, 0.0), at(*hands.near(0.5, 1.0, 0.04)))]


def one_flag_foot(hands: Hands) -> Strokes:
    """Flag and stem, then a foot from left to right."""
    y = hands.about(1.0, 0.03)
    foot = stroke(
        at(0.5 - hands.between(0.12, 0.4), y), at(0.5 + hands.between(0.12, 0.4), hands.about(y, 0.04))
    )
    return [*one_flag(hands), foot]


def one_foot(hands: Hands) -> Strokes:
    """A stem on a foot, without a flag."""
    foot = stroke(
        at(0.5 - hands.between(0.05, 0.36), 1.0), at(0.5 + hands.between(0.1, 0.4), hands.about(1.0, 0.04))
    )
    return [*one(hands), foot]


def two(hands: Hands) -> Strokes:
    """Over the top, down to the left in a sweep, a corner, and along the base."""
    shoulder = hands.about(0.82, 0.08)
    corner = hands.near(0.14, 0.97, 0.06)
    return [
        stroke(
            curve(
                hands.near(0.16, 0.24, 0.1),
                hands.near(0.46, 0.02, 0.06),
                (shoulder, hands.about(0.28, 0.07)),
                hands.near(0.6, 0.6, 0.08),
                corner,
            ),
            curve(corner, hands.near(0.5, 0.97, 0.05), hands.near(0.86, 0.97, 0.09)),
        )
    ]


def two_loop(hands: Hands) -> Strokes:
    """As above, but the pen turns at the bottom left in a small loop."""
    loop_x, loop_y = hands.near(0.2, 0.9, 0.06)
    loop = hands.between(0.05, 0.14)
    return [
        stroke(
            curve(
                hands.near(0.16, 0.22, 0.1),
                hands.near(0.46, 0.02, 0.06),
                hands.near(0.8, 0.26, 0.08),
                hands.near(0.56, 0.66, 0.07),
                (loop_x, loop_y + loop * 0.7),
                (loop_x - loop, loop_y),
                (loop_x, loop_y - loop),
                hands.near(0.52, 0.94, 0.05),
                hands.near(0.9, 0.95, 0.1),
            )
        )
    ]


def two_swan(hands: Hands) -> Strokes:
    """A round head on a straight neck; the base swings down and up again."""
    corner = hands.near(0.1, 0.9, 0.06)
    return [
        stroke(
            curve(
                hands.near(0.2, 0.34, 0.08),
                hands.near(0.24, 0.1, 0.06),
                hands.near(0.5, 0.0, 0.04),
                hands.near(0.76, 0.16, 0.06),
                hands.near(0.66, 0.4, 0.07),
                corner,
            ),
            curve(
                corner,
                hands.near(0.36, 0.86, 0.05),
                hands.near(0.64, 0.98, 0.04),
                hands.near(0.92, 0.88, 0.09),
            ),
        )
    ]


def two_z(hands: Hands) -> Strokes:
    """Like a Z: a flat top, a straight way down, a straight base."""
    corner = at(*hands.near(0.14, 0.98, 0.05))
    return [
        stroke(
            curve(hands.near(0.14, 0.14, 0.08), hands.near(0.5, 0.04, 0.05), hands.near(0.78, 0.14, 0.08)),
            corner,
            at(*hands.near(0.86, 0.98, 0.08)),
        )
    ]


def three(hands: Hands) -> Strokes:
    """Two bows, the upper one smaller, meeting in a point at the middle."""
    waist = hands.near(0.44, 0.47, 0.07)
    return [
        stroke(
            curve(
                hands.near(0.16, 0.16, 0.09),
                hands.near(0.46, 0.01, 0.04),
                hands.near(0.74, 0.22, 0.07),
                waist,
            ),
            curve(
                waist,
                hands.near(0.82, 0.7, 0.08),
                hands.near(0.48, 1.0, 0.03),
                hands.near(0.12, 0.84, 0.08),
            ),
        )
    ]


def three_soft(hands: Hands) -> Strokes:
    """The bows run into each other without a point; the waist barely turns in."""
    return [
        stroke(
            curve(
                hands.near(0.18, 0.12, 0.09),
                hands.near(0.5, 0.0, 0.04),
                hands.near(0.74, 0.22, 0.06),
                hands.near(0.52, 0.46, 0.1),
                hands.near(0.8, 0.72, 0.08),
                hands.near(0.46, 1.0, 0.04),
                hands.near(0.12, 0.88, 0.09),
            )
        )
    ]


def three_loop(hands: Hands) -> Strokes:
    """At the waist the pen makes a little loop before the lower bow."""
    x, y = hands.near(0.4, 0.46, 0.06)
    return [
        stroke(
            curve(
                hands.near(0.18, 0.16, 0.09),
                hands.near(0.48, 0.01, 0.04),
                hands.near(0.76, 0.2, 0.06),
                (x + 0.12, y),
                (x, y + 0.05),
                (x - 0.02, y - 0.03),
                (x + 0.12, y + 0.02),
                hands.near(0.8, 0.72, 0.07),
                hands.near(0.46, 1.0, 0.04),
                hands.near(0.12, 0.84, 0.09),
            )
        )
    ]


def three_flat(hands: Hands) -> Strokes:
    """A straight top, back down to the middle, then one large bow."""
    waist = hands.near(0.44, 0.4, 0.06)
    return [
        stroke(
            at(*hands.near(0.16, 0.03, 0.05)),
            at(*hands.near(0.78, 0.03, 0.05)),
            curve(
                waist, hands.near(0.82, 0.68, 0.07), hands.near(0.46, 1.0, 0.04), hands.near(0.12, 0.86, 0.09)
            ),
        )
    ]


def four_open(hands: Hands) -> Strokes:
    """Down the left side and across; then the stem from the top, through the bar."""
    bar = hands.about(0.56, 0.1)
    stem = hands.about(0.7, 0.08)
    elbow = hands.near(0.14, bar, 0.05)
    return [
        stroke(
            at(*hands.near(0.24, 0.06, 0.1)),
            at(*elbow),
            at(stem + hands.between(0.0, 0.26), hands.about(bar, 0.05)),
        ),
        stroke(at(hands.about(stem, 0.06), hands.between(-0.02, 0.24)), at(hands.about(stem, 0.07), 1.0)),
    ]


def four_cup(hands: Hands) -> Strokes:
    """The left side and the bar in one round cup; the stem closes it on the right."""
    stem = hands.about(0.72, 0.08)
    bar = hands.about(0.54, 0.08)
    return [
        stroke(
            curve(
                hands.near(0.2, 0.04, 0.08),
                hands.near(0.16, 0.36, 0.06),
                (0.38 + hands.about(0.0, 0.06), bar),
                (stem, bar - hands.between(0.0, 0.14)),
            )
        ),
        stroke(at(hands.about(stem, 0.05), hands.between(0.0, 0.2)), at(hands.about(stem, 0.1), 1.0)),
    ]


def four_closed(hands: Hands) -> Strokes:
    """Slanting down from the top, across to the right, then the stem from the same top: a triangle."""
    top = hands.near(0.64, 0.02, 0.08)
    bar = hands.about(0.64, 0.09)
    return [
        stroke(at(*top), at(hands.about(0.1, 0.07), bar), at(hands.about(0.86, 0.1), hands.about(bar, 0.05))),
        stroke(at(*top), at(hands.about(0.62, 0.08), 1.0)),
    ]


def four_single(hands: Hands) -> Strokes:
    """In one stroke: down the left, across, up to the top right, and down the stem."""
    bar = hands.about(0.56, 0.08)
    top = hands.near(0.74, 0.06, 0.07)
    return [
        stroke(
            curve(
                hands.near(0.3, 0.04, 0.1),
                hands.near(0.14, bar - 0.06, 0.05),
                hands.near(0.4, bar, 0.05),
                top,
            ),
            at(hands.about(0.66, 0.1), 1.0),
        )
    ]


def five(hands: Hands) -> Strokes:
    """Down the neck and round the belly; the roof is put on last."""
    neck = hands.near(0.28, 0.04, 0.06)
    shoulder = hands.near(0.24, 0.44, 0.06)
    roof = stroke(at(*neck), at(hands.about(0.8, 0.12), hands.about(0.03, 0.07)))
    return [
        stroke(
            at(*neck),
            curve(
                shoulder,
                hands.near(0.54, 0.38, 0.05),
                hands.near(0.82, 0.66, 0.07),
                hands.near(0.5, 0.99, 0.04),
                hands.near(0.14, 0.88, 0.09),
            ),
        ),
        roof,
    ]


def five_single(hands: Hands) -> Strokes:
    """In one stroke from the roof's right end; corners sharp."""
    corner = hands.near(0.28, 0.04, 0.07)
    return [
        stroke(
            at(*hands.near(0.8, 0.03, 0.09)),
            at(*corner),
            curve(
                hands.near(0.22, 0.44, 0.07),
                hands.near(0.52, 0.4, 0.06),
                hands.near(0.78, 0.64, 0.08),
                hands.near(0.52, 0.97, 0.05),
                hands.near(0.14, 0.94, 0.1),
            ),
        )
    ]


def five_snake(hands: Hands) -> Strokes:
    """In one stroke without corners, nearly an S."""
    return [
        stroke(
            curve(
                hands.near(0.84, 0.04, 0.08),
                hands.near(0.36, 0.06, 0.06),
                hands.near(0.26, 0.32, 0.06),
                hands.near(0.6, 0.48, 0.07),
                hands.near(0.74, 0.74, 0.07),
                hands.near(0.46, 0.99, 0.04),
                hands.near(0.12, 0.92, 0.09),
            )
        )
    ]


def six(hands: Hands) -> Strokes:
    """From the top right in a curve down to the foot, and round into the loop."""
    top_of_loop = hands.about(0.5, 0.08)
    return [
        stroke(
            curve(
                hands.near(0.7, 0.02, 0.12),
                hands.near(0.32, 0.3, 0.08),
                hands.near(0.16, 0.72, 0.06),
                hands.near(0.46, 1.0, 0.04),
                hands.near(0.8, 0.74, 0.08),
                (hands.about(0.52, 0.08), top_of_loop),
                hands.near(0.22, 0.72, 0.08),
            )
        )
    ]


def six_straight(hands: Hands) -> Strokes:
    """A nearly straight back and a small loop at its foot."""
    x, y = hands.near(0.44, 0.76, 0.03)
    radius = hands.between(0.2, 0.32), hands.between(0.17, 0.25)
    loop = arc((x, y), radius, start=-80, sweep=-hands.between(320, 390))
    return [
        stroke(curve(hands.near(0.5, 0.0, 0.2), hands.near(0.24, 0.4, 0.08), (x - radius[0], y - 0.04)), loop)
    ]


def seven(hands: Hands) -> Strokes:
    """Along the roof, a corner, and slanting down."""
    corner = hands.near(0.82, 0.04, 0.06)
    return [
        stroke(
            at(*hands.near(0.14, 0.06, 0.07)),
            curve(corner, hands.near(0.6, 0.46, 0.08), hands.near(0.4, 1.0, 0.14)),
        )
    ]


def seven_round(hands: Hands) -> Strokes:
    """A hook first, the roof curved, the corner round."""
    return [
        stroke(
            curve(
                hands.near(0.14, 0.24, 0.08),
                hands.near(0.22, 0.08, 0.05),
                hands.near(0.54, 0.06, 0.06),
                hands.near(0.84, 0.06, 0.06),
                hands.near(0.66, 0.44, 0.07),
                hands.near(0.46, 1.0, 0.12),
            )
        )
    ]


def seven_serif(hands: Hands) -> Strokes:
    """A short stroke down at the roof's left end comes first."""
    return [stroke(at(*hands.near(0.12, 0.24, 0.08)), *seven(hands))]


def _bar(hands: Hands) -> Path:
    y = hands.about(0.5, 0.08)
    left = hands.about(0.32, 0.12)
    return stroke(at(left, hands.about(y, 0.04)), at(left + hands.between(0.26, 0.56), hands.about(y, 0.06)))


def seven_bar(hands: Hands) -> Strokes:
    """A seven crossed in the middle."""
    return [*seven(hands), _bar(hands)]


def seven_serif_bar(hands: Hands) -> Strokes:
    """Serif, roof, leg and bar."""
    return [*seven_serif(hands), _bar(hands)]


def eight(hands: Hands) -> Strokes:
    """An S from the top right, and back up on the other side, crossing it in the middle."""
    waist = hands.about(0.46, 0.05)
    start = hands.near(0.62, 0.08, 0.08)
    return [
        stroke(
            curve(
                start,
                hands.near(0.46, 0.0, 0.04),
                hands.near(0.22, 0.2, 0.06),
                (hands.about(0.5, 0.05), waist),
                hands.near(0.8, 0.76, 0.07),
                hands.near(0.48, 1.0, 0.03),
                hands.near(0.18, 0.76, 0.07),
                (hands.about(0.5, 0.05), hands.about(waist, 0.03)),
                hands.near(0.76, 0.22, 0.07),
                hands.near(0.6, 0.04, 0.06),
            )
        )
    ]


def eight_rings(hands: Hands) -> Strokes:
    """A ring on top of another."""
    waist = hands.about(0.46, 0.06)
    upper, lower = waist / 2, (1 - waist) / 2
    x = hands.about(0.5, 0.04)
    return [
        stroke(
            arc((x, upper), (hands.between(0.18, 0.32), upper), start=180, sweep=-hands.between(350, 375))
        ),
        stroke(
            arc(
                (0.5, waist + lower),
                (hands.between(0.22, 0.38), lower),
                start=0,
                sweep=hands.between(350, 375),
            )
        ),
    ]


def nine(hands: Hands) -> Strokes:
    """A ring, counterclockwise from its right, then straight down."""
    x, y = hands.near(0.46, 0.27, 0.03)
    radius = hands.between(0.2, 0.34), hands.between(0.2, 0.28)
    ring = arc((x, y), radius, start=hands.between(50, 90), sweep=-hands.between(310, 370))
    return [
        stroke(ring, curve((x + radius[0], y - 0.08), hands.near(0.7, 0.6, 0.08), hands.near(0.6, 1.0, 0.16)))
    ]


def nine_curled(hands: Hands) -> Strokes:
    """A ring and a tail that curls to the left at its foot."""
    x, y = hands.near(0.48, 0.26, 0.03)
    radius = hands.between(0.2, 0.34), hands.between(0.18, 0.27)
    ring = arc((x, y), radius, start=hands.between(50, 90), sweep=-hands.between(310, 370))
    tail = curve(
        (x + radius[0], y - 0.08),
        hands.near(0.76, 0.68, 0.06),
        hands.near(0.5, 0.99, 0.04),
        hands.near(0.16, 0.88, 0.1),
    )
    return [stroke(ring, tail)]


STYLES: dict[int, tuple[tuple[Callable[[Hands], Strokes], float], ...]] = {
    0: ((zero, 0.6), (zero_egg, 0.36), (zero_slashed, 0.04)),
    1: ((one, 0.45), (one_flag, 0.3), (one_flag_foot, 0.15), (one_foot, 0.1)),
    2: ((two, 0.45), (two_loop, 0.2), (two_swan, 0.2), (two_z, 0.15)),
    3: ((three, 0.5), (three_soft, 0.25), (three_loop, 0.1), (three_flat, 0.15)),
    4: ((four_open, 0.4), (four_cup, 0.25), (four_closed, 0.2), (four_single, 0.15)),
    5: ((five, 0.4), (five_single, 0.35), (five_snake, 0.25)),
    6: ((six, 0.6), (six_straight, 0.4)),
    7: ((seven, 0.3), (seven_round, 0.2), (seven_serif, 0.12), (seven_bar, 0.25), (seven_serif_bar, 0.13)),
    8: ((eight, 0.75), (eight_rings, 0.25)),
    9: ((nine, 0.55), (nine_curled, 0.45)),
}

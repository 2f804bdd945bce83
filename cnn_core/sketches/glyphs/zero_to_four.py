"""How people write the digits 0 to 4: each function is one way, described stroke by stroke.

Read a description as an instruction to somebody with a pen, in the words and coordinates of `writing`.
"""

from cnn_core.sketches.writing import Hands, Path, arc, at, curve, stroke


def zero(hands: Hands) -> list[Path]:
    """An oval, counterclockwise from the top; it may not quite close, or run past its start."""
    center, radius = hands.near(0.5, 0.5, 0.02), (hands.between(0.2, 0.46), 0.5)
    return [stroke(arc(center, radius, start=hands.between(-15, 45), sweep=-hands.between(335, 385)))]


def zero_egg(hands: Hands) -> list[Path]:
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


def zero_slashed(hands: Hands) -> list[Path]:
    """An oval and a slash through it."""
    slash = stroke(at(*hands.near(0.74, 0.16, 0.08)), at(*hands.near(0.26, 0.84, 0.08)))
    return [*zero(hands), slash]


def one(hands: Hands) -> list[Path]:
    """A stroke from the top down, straight or a little curved."""
    return [stroke(curve(hands.near(0.5, 0.0, 0.02), hands.near(0.5, 0.5, 0.02), hands.near(0.5, 1.0, 0.02)))]


def one_flag(hands: Hands) -> list[Path]:
    """Up along the flag, then straight down."""
    reach, drop = hands.between(0.1, 0.5), hands.between(0.1, 0.5)
    return [stroke(at(0.5 - reach, drop), at(0.5, 0.0), at(*hands.near(0.5, 1.0, 0.04)))]


def one_flag_foot(hands: Hands) -> list[Path]:
    """Flag and stem, then a foot from left to right."""
    y = hands.about(1.0, 0.03)
    foot = stroke(
        at(0.5 - hands.between(0.12, 0.4), y), at(0.5 + hands.between(0.12, 0.4), hands.about(y, 0.04))
    )
    return [*one_flag(hands), foot]


def one_foot(hands: Hands) -> list[Path]:
    """A stem on a foot, without a flag."""
    foot = stroke(
        at(0.5 - hands.between(0.05, 0.36), 1.0), at(0.5 + hands.between(0.1, 0.4), hands.about(1.0, 0.04))
    )
    return [*one(hands), foot]


def two(hands: Hands) -> list[Path]:
    """Over the top, down to the left in a sweep, a corner, and along the base."""
    corner = hands.about(0.22, 0.16), hands.about(0.97, 0.04)
    return [
        stroke(
            curve(
                hands.near(0.18, 0.22, 0.12),
                hands.near(0.46, 0.02, 0.08),
                hands.near(0.78, 0.28, 0.1),
                hands.near(0.58, 0.6, 0.1),
                corner,
            ),
            curve(corner, hands.near(0.5, 0.97, 0.05), hands.near(0.88, 0.97, 0.14)),
        )
    ]


def two_loop(hands: Hands) -> list[Path]:
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


def two_swan(hands: Hands) -> list[Path]:
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


def two_z(hands: Hands) -> list[Path]:
    """Like a Z: a flat top, a straight way down, a straight base."""
    corner = at(*hands.near(0.14, 0.98, 0.05))
    return [
        stroke(
            curve(hands.near(0.14, 0.14, 0.08), hands.near(0.5, 0.04, 0.05), hands.near(0.78, 0.14, 0.08)),
            corner,
            at(*hands.near(0.86, 0.98, 0.08)),
        )
    ]


def two_upright(hands: Hands) -> list[Path]:
    """A narrow head, a steep way down to the middle of the base, and a long foot to the right."""
    corner = hands.near(0.3, 0.95, 0.1)
    return [
        stroke(
            curve(
                hands.near(0.22, 0.2, 0.1),
                hands.near(0.42, 0.0, 0.06),
                hands.near(0.64, 0.22, 0.09),
                hands.near(0.5, 0.6, 0.08),
                corner,
            ),
            at(hands.about(0.92, 0.1), hands.about(0.96, 0.05)),
        )
    ]


def three(hands: Hands) -> list[Path]:
    """Two bows, the upper one smaller, meeting in a point at the middle."""
    waist = hands.near(0.46, 0.46, 0.12)
    return [
        stroke(
            curve(
                hands.near(0.16, 0.14, 0.12),
                hands.near(0.46, 0.01, 0.05),
                hands.near(0.76, 0.2, 0.08),
                waist,
            ),
            curve(
                waist,
                hands.near(0.8, 0.7, 0.1),
                hands.near(0.48, 1.0, 0.05),
                hands.near(0.16, 0.88, 0.14),
            ),
        )
    ]


def three_soft(hands: Hands) -> list[Path]:
    """The bows run into each other without a point; the waist barely turns in."""
    return [
        stroke(
            curve(
                hands.near(0.18, 0.12, 0.09),
                hands.near(0.5, 0.0, 0.04),
                hands.near(0.74, 0.22, 0.06),
                hands.near(0.54, 0.46, 0.12),
                hands.near(0.8, 0.72, 0.08),
                hands.near(0.46, 1.0, 0.04),
                (hands.between(0.06, 0.4), hands.about(0.92, 0.07)),
            )
        )
    ]


def three_loop(hands: Hands) -> list[Path]:
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


def three_flat(hands: Hands) -> list[Path]:
    """A straight top, back down to the middle, then one large bow."""
    waist = hands.near(0.44, 0.4, 0.08)
    return [
        stroke(
            at(*hands.near(0.14, 0.05, 0.08)),
            at(*hands.near(0.8, 0.04, 0.07)),
            curve(
                waist, hands.near(0.8, 0.68, 0.09), hands.near(0.46, 1.0, 0.05), hands.near(0.14, 0.88, 0.12)
            ),
        )
    ]


def four_open(hands: Hands) -> list[Path]:
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


def four_slant(hands: Hands) -> list[Path]:
    """From the top middle slanting down to the left, across; a short stem leans through the bar."""
    bar = hands.about(0.66, 0.12)
    stem = hands.about(0.64, 0.14)
    return [
        stroke(
            curve(hands.near(0.46, 0.0, 0.16), hands.near(0.26, 0.34, 0.1), hands.near(0.1, bar, 0.06)),
            at(stem + hands.between(0.05, 0.36), hands.about(bar, 0.08)),
        ),
        stroke(
            at(stem + hands.between(-0.02, 0.18), hands.between(0.14, 0.5)),
            at(stem - hands.between(-0.02, 0.2), 1.0),
        ),
    ]


def four_cup(hands: Hands) -> list[Path]:
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


def four_closed(hands: Hands) -> list[Path]:
    """Slanting down from the top, across to the right, then the stem from the same top: a triangle."""
    top = hands.near(0.64, 0.02, 0.08)
    bar = hands.about(0.64, 0.09)
    return [
        stroke(at(*top), at(hands.about(0.1, 0.07), bar), at(hands.about(0.86, 0.1), hands.about(bar, 0.05))),
        stroke(at(*top), at(hands.about(0.62, 0.08), 1.0)),
    ]


def four_single(hands: Hands) -> list[Path]:
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

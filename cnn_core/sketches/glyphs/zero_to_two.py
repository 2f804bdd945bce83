"""How people write the digits 0 to 2: each function is one way, described stroke by stroke.

Read a description as an instruction to somebody with a pen, in the words and coordinates of `writing`.
"""

from cnn_core.sketches.writing import Hands, Path, arc, at, curve, stroke


def zero(hands: Hands) -> list[Path]:
    """An oval, counterclockwise from the top; it may not quite close, or run past its start."""
    center, radius = hands.near(0.5, 0.5, 0.02), (hands.between(0.2, 0.46), 0.5)
    return [stroke(arc(center, radius, start=hands.between(-15, 45), sweep=-hands.between(335, 385)))]


def zero_egg(hands: Hands) -> list[Path]:
    """Left side down, round the foot, right side up; the end crosses the start, or leaves a little tail."""
    left, right = hands.about(0.16, 0.12), hands.about(0.84, 0.12)
    return [
        stroke(
            curve(
                hands.near(0.62, 0.06, 0.1),
                hands.near(0.36, 0.08, 0.08),
                (left, hands.about(0.46, 0.14)),
                hands.near(0.46, 1.0, 0.05),
                (right, hands.about(0.5, 0.14)),
                hands.near(0.56, 0.04, 0.08),
                (hands.between(0.1, 0.95), hands.about(0.12, 0.12)),
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
    """At the bottom left the pen goes round a loop, small, or as high as half the digit; then the foot."""
    top_of_loop = hands.between(0.5, 0.9)
    left, bottom = hands.about(0.07, 0.1), hands.between(0.26, 0.6)
    return [
        stroke(
            curve(
                hands.near(0.2, 0.28, 0.14),
                hands.near(0.46, 0.0, 0.06),
                hands.near(0.76, 0.22, 0.1),
                (bottom + hands.between(0.1, 0.26), hands.about(0.62, 0.09)),
                (bottom, hands.about(0.96, 0.04)),
                (left + 0.06, hands.about(0.98, 0.05)),
                (left, (1 + top_of_loop) / 2),
                (left + hands.between(0.14, 0.3), top_of_loop),
                (bottom + hands.between(0.12, 0.22), hands.about(0.86, 0.09)),
                (bottom + hands.between(0.3, 0.7), hands.about(0.94, 0.14)),
            )
        )
    ]


def two_hooked(hands: Hands) -> list[Path]:
    """The head begins with a hook that curls in; the foot is a loop or a soft turn, and its end may rise."""
    loop = hands.between(0.0, 0.16)
    return [
        stroke(
            curve(
                hands.near(0.34, 0.36, 0.09),
                hands.near(0.12, 0.2, 0.08),
                hands.near(0.44, 0.0, 0.05),
                hands.near(0.8, 0.2, 0.09),
                hands.near(0.58, 0.64, 0.1),
                (0.24 + loop / 2, hands.about(0.95, 0.05)),
                (0.12 - loop / 2, hands.about(0.92, 0.05)),
                (0.2, 0.88 - loop),
                hands.near(0.58, 0.94, 0.08),
                hands.near(1.0, 0.86, 0.16),
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

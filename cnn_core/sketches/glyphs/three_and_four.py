"""How people write the digits 3 and 4: each function is one way, described stroke by stroke.

Read a description as an instruction to somebody with a pen, in the words and coordinates of `writing`.
"""

from cnn_core.sketches.writing import Hands, Path, at, curve, stroke


def three(hands: Hands) -> list[Path]:
    """Two bows, the upper one smaller or not, meeting in a point at the middle, deep or shallow."""
    waist = hands.between(0.34, 0.64), hands.about(0.46, 0.14)
    return [
        stroke(
            curve(
                (hands.between(0.0, 0.3), hands.between(0.04, 0.3)),
                hands.near(0.44, 0.01, 0.08),
                hands.near(0.78, 0.2, 0.1),
                waist,
            ),
            curve(
                waist,
                hands.near(0.82, 0.7, 0.12),
                hands.near(0.48, 1.0, 0.1),
                (hands.between(-0.06, 0.42), hands.between(0.76, 1.02)),
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
    bar = hands.about(0.6, 0.08)
    top = hands.near(0.8, 0.04, 0.07)
    return [
        stroke(
            curve(
                hands.near(0.24, 0.04, 0.1),
                hands.near(0.12, bar - 0.06, 0.05),
                hands.near(0.4, bar, 0.05),
                top,
            ),
            at(hands.about(0.66, 0.1), 1.0),
        )
    ]

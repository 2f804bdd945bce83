"""How people write the digits 5 and 6: each function is one way, described stroke by stroke.

Read a description as an instruction to somebody with a pen, in the words and coordinates of `writing`.
"""

from cnn_core.sketches.writing import Hands, Path, arc, at, curve, stroke


def five(hands: Hands) -> list[Path]:
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
                (hands.between(0.05, 0.24), hands.between(0.72, 0.97)),
            ),
        ),
        roof,
    ]


def five_apart(hands: Hands) -> list[Path]:
    """The roof does not quite meet the neck: it floats above it, often far to the right."""
    neck = hands.near(0.36, 0.1, 0.08)
    y = hands.about(0.0, 0.08)
    left = hands.about(0.4, 0.12)
    return [
        stroke(
            at(*neck),
            curve(
                hands.near(0.26, 0.42, 0.08),
                hands.near(0.54, 0.4, 0.08),
                hands.near(0.74, 0.68, 0.1),
                hands.near(0.42, 0.98, 0.06),
                hands.near(0.1, 0.88, 0.12),
            ),
        ),
        stroke(at(left, y), at(left + hands.between(0.3, 0.75), hands.about(y - 0.03, 0.09))),
    ]


def five_small(hands: Hands) -> list[Path]:
    """A leaning neck, a small belly low on the left, and a long roof that may rise."""
    neck = hands.near(0.46, 0.1, 0.08)
    return [
        stroke(
            at(*neck),
            curve(
                hands.near(0.32, 0.44, 0.08),
                hands.near(0.52, 0.46, 0.07),
                hands.near(0.6, 0.7, 0.08),
                hands.near(0.36, 0.96, 0.06),
                hands.near(0.06, 0.94, 0.1),
            ),
        ),
        stroke(at(*neck), at(hands.between(0.75, 1.1), hands.about(0.02, 0.1))),
    ]


def five_single(hands: Hands) -> list[Path]:
    """In one stroke from the roof's right end; corners sharp."""
    corner = hands.near(0.28, 0.04, 0.08)
    return [
        stroke(
            at(*hands.near(0.8, 0.03, 0.1)),
            at(*corner),
            curve(
                hands.near(0.24, 0.44, 0.1),
                hands.near(0.5, 0.44, 0.08),
                hands.near(0.76, 0.68, 0.1),
                hands.near(0.5, 0.98, 0.06),
                (hands.between(0.04, 0.4), hands.about(0.94, 0.08)),
            ),
        )
    ]


def five_snake(hands: Hands) -> list[Path]:
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


def six(hands: Hands) -> list[Path]:
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


def six_small(hands: Hands) -> list[Path]:
    """A long back, straight or bent, and a small loop to the right of its foot."""
    top_of_loop = hands.between(0.5, 0.76)
    return [
        stroke(
            curve(
                hands.near(0.6, 0.0, 0.26),
                hands.near(0.3, 0.4, 0.12),
                hands.near(0.14, 0.78, 0.07),
                hands.near(0.4, 1.0, 0.05),
                hands.near(0.74, 0.84, 0.12),
                (hands.about(0.52, 0.1), top_of_loop),
                (hands.about(0.2, 0.12), hands.about(0.84, 0.08)),
            )
        )
    ]


def six_hooked(hands: Hands) -> list[Path]:
    """Round as a C, and the end curls in without reaching the back."""
    return [
        stroke(
            curve(
                hands.near(0.84, 0.12, 0.12),
                hands.near(0.5, 0.02, 0.08),
                hands.near(0.16, 0.46, 0.08),
                hands.near(0.42, 1.0, 0.05),
                hands.near(0.84, 0.76, 0.1),
                hands.near(0.6, 0.5, 0.08),
                hands.near(0.34, 0.66, 0.12),
            )
        )
    ]


def six_straight(hands: Hands) -> list[Path]:
    """A nearly straight back and a small loop at its foot."""
    x, y = hands.near(0.44, 0.76, 0.03)
    radius = hands.between(0.2, 0.32), hands.between(0.17, 0.25)
    loop = arc((x, y), radius, start=-80, sweep=-hands.between(310, 420))
    return [
        stroke(curve(hands.near(0.5, 0.0, 0.2), hands.near(0.24, 0.4, 0.08), (x - radius[0], y - 0.04)), loop)
    ]

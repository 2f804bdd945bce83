"""How people write the digits 7 to 9: each function is one way, described stroke by stroke.

Read a description as an instruction to somebody with a pen, in the words and coordinates of `writing`.
"""

from cnn_core.sketches.writing import Hands, Path, arc, at, curve, stroke


def seven(hands: Hands) -> list[Path]:
    """Along the roof, a corner, and slanting down."""
    corner = hands.near(0.8, 0.04, 0.07)
    return [
        stroke(
            at(*hands.near(0.14, 0.06, 0.08)),
            curve(corner, hands.near(0.6, 0.46, 0.1), hands.near(0.42, 1.0, 0.16)),
        )
    ]


def seven_round(hands: Hands) -> list[Path]:
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


def seven_arch(hands: Hands) -> list[Path]:
    """Up a long serif, over a round or level roof, and steeply down."""
    return [
        stroke(
            curve(
                (hands.about(0.14, 0.08), hands.between(0.12, 0.3)),
                hands.near(0.22, 0.08, 0.06),
                hands.near(0.54, 0.02, 0.05),
                hands.near(0.82, 0.12, 0.07),
                hands.near(0.76, 0.5, 0.08),
                hands.near(0.7, 1.0, 0.14),
            )
        )
    ]


def seven_serif(hands: Hands) -> list[Path]:
    """A short stroke down at the roof's left end comes first."""
    return [stroke(at(*hands.near(0.12, 0.24, 0.08)), *seven(hands))]


def _bar(hands: Hands) -> Path:
    y = hands.about(0.52, 0.1)
    left = hands.about(0.26, 0.14)
    return stroke(at(left, hands.about(y, 0.05)), at(left + hands.between(0.3, 0.64), hands.about(y, 0.07)))


def seven_bar(hands: Hands) -> list[Path]:
    """A seven crossed in the middle."""
    return [*seven(hands), _bar(hands)]


def seven_serif_bar(hands: Hands) -> list[Path]:
    """Serif, roof, leg and bar."""
    return [*seven_serif(hands), _bar(hands)]


def eight(hands: Hands) -> list[Path]:
    """An S from the top right, and back up on the other side, crossing it in the middle."""
    waist = hands.about(0.48, 0.13)
    upper, lower = hands.between(0.12, 0.36), hands.between(0.12, 0.38)
    return [
        stroke(
            curve(
                hands.near(0.66, 0.1, 0.1),
                hands.near(0.48, 0.0, 0.06),
                (0.5 - upper, waist * hands.about(0.48, 0.08)),
                (hands.about(0.5, 0.06), waist),
                (0.5 + lower, hands.about(0.5, 0.06) + waist / 2),
                hands.near(0.48, 1.0, 0.05),
                (0.5 - lower, hands.about(0.5, 0.06) + waist / 2),
                (hands.about(0.5, 0.06), hands.about(waist, 0.05)),
                (0.5 + upper, waist * hands.about(0.48, 0.08)),
                hands.near(0.6, 0.06, 0.12),
            )
        )
    ]


def eight_crossed(hands: Hands) -> list[Path]:
    """An S, and back in a nearly straight line to its beginning or past it; the top may stay open."""
    waist = hands.about(0.48, 0.12)
    reach = hands.between(-0.04, 0.26)  # of its end, up and to the right
    return [
        stroke(
            curve(
                (hands.between(0.66, 0.98), hands.about(0.14, 0.12)),
                hands.near(0.46, 0.02, 0.06),
                (hands.about(0.22, 0.1), waist * 0.5),
                (hands.about(0.48, 0.08), waist),
                (hands.about(0.7, 0.12), (1 + waist) / 2),
                hands.near(0.42, 1.0, 0.05),
                (hands.about(0.2, 0.12), (1.1 + waist) / 2),
                (hands.about(0.46, 0.08), hands.about(waist, 0.08)),
                (0.76 + reach, hands.between(-0.06, 0.2)),
            )
        )
    ]


def eight_from_the_middle(hands: Hands) -> list[Path]:
    """From the crossing up and round the upper ring, then round the lower one."""
    waist = hands.about(0.48, 0.1)
    upper, lower = hands.between(0.16, 0.36), hands.between(0.18, 0.38)
    return [
        stroke(
            curve(
                (hands.about(0.5, 0.06), waist),
                (0.5 - upper, waist * hands.about(0.48, 0.1)),
                hands.near(0.52, 0.0, 0.06),
                (0.5 + upper, waist * hands.about(0.48, 0.1)),
                (hands.about(0.5, 0.05), waist),
                (0.5 - lower, (1 + waist) / 2),
                hands.near(0.48, 1.0, 0.05),
                (0.5 + lower, (1 + waist) / 2),
                (hands.about(0.5, 0.08), hands.about(waist, 0.06)),
            )
        )
    ]


def eight_rings(hands: Hands) -> list[Path]:
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


def nine(hands: Hands) -> list[Path]:
    """A ring, counterclockwise from its right, then straight down."""
    height = hands.between(0.16, 0.32)
    x, y = hands.about(0.46, 0.03), height + hands.between(-0.02, 0.04)
    width = hands.between(0.15, 0.36)
    ring = arc((x, y), (width, height), start=hands.between(40, 90), sweep=-hands.between(290, 370))
    return [stroke(ring, curve((x + width, y - 0.08), hands.near(0.7, 0.6, 0.1), hands.near(0.56, 1.0, 0.2)))]


def nine_stem(hands: Hands) -> list[Path]:
    """From the stem's top round to the left and back, closed or not quite; then down the stem."""
    foot = hands.between(0.3, 0.68)  # of the ring
    left, right = hands.about(0.2, 0.14), hands.about(0.72, 0.1)
    top = hands.near(0.72, 0.12, 0.12)
    return [
        stroke(
            curve(
                top,
                hands.near(0.5, 0.0, 0.06),
                (left, hands.about(0.5, 0.12) * foot),
                ((left + right) / 2, foot),
                (right, hands.about(0.5, 0.2) * foot),
            ),
            curve(
                (hands.about(0.76, 0.06), hands.about(0.1, 0.1)),
                hands.near(0.7, 0.55, 0.08),
                hands.near(0.6, 1.0, 0.22),
            ),
        )
    ]


def nine_small(hands: Hands) -> list[Path]:
    """A small ring at the top of a long straight stem; a thick pen fills it."""
    height, width = hands.between(0.1, 0.2), hands.between(0.1, 0.26)
    x = hands.about(0.44, 0.04)
    ring = arc(
        (x, height + hands.between(0.0, 0.06)), (width, height), start=60, sweep=-hands.between(280, 370)
    )
    return [
        stroke(
            ring,
            curve(
                (x + width, hands.between(0.0, 0.14)), hands.near(0.62, 0.55, 0.08), hands.near(0.5, 1.0, 0.2)
            ),
        )
    ]


def nine_curled(hands: Hands) -> list[Path]:
    """A ring and a tail that curls to the left at its foot."""
    height = hands.between(0.18, 0.32)
    x, y = hands.about(0.46, 0.04), height + hands.between(-0.02, 0.04)
    width = hands.between(0.2, 0.36)
    ring = arc((x, y), (width, height), start=hands.between(40, 90), sweep=-hands.between(290, 370))
    tail = curve(
        (x + width, y - 0.08),
        hands.near(0.78, 0.74, 0.1),
        hands.near(0.5, 0.99, 0.06),
        (hands.between(-0.04, 0.34), hands.between(0.76, 1.0)),
    )
    return [stroke(ring, tail)]


def nine_loose(hands: Hands) -> list[Path]:
    """In one sweep: over the top, round the ring without quite closing it, down and to the left."""
    ring_foot = hands.about(0.5, 0.1)
    return [
        stroke(
            curve(
                hands.near(0.74, 0.1, 0.1),
                hands.near(0.46, 0.0, 0.05),
                (hands.about(0.2, 0.08), ring_foot / 2),
                (hands.about(0.44, 0.08), ring_foot),
                hands.near(0.74, 0.3, 0.1),
            ),
            curve(
                hands.near(0.76, 0.14, 0.1),
                hands.near(0.74, 0.66, 0.1),
                hands.near(0.48, 0.98, 0.08),
                hands.near(0.2, 0.94, 0.16),
            ),
        )
    ]

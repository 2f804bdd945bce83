"""The receptive-field explorer: how far one value sees."""

from dataclasses import dataclass
from typing import Any, Literal

from builder.widgets.base import Site, Widget
from cnn_core.explain import explain


@dataclass(frozen=True)
class Example:
    """A stack that a button sets, with what to look for in it."""

    label: str
    look_for: str
    layers: tuple[dict[str, Any], ...]


def _conv(kernel: int = 3, stride: int = 1) -> dict[str, Any]:
    return {"kind": "conv", "kernel": kernel, "stride": stride}


POOL = {"kind": "pool", "kernel": 2, "stride": 2}

EXAMPLES = {
    "two": Example(
        "Two 3 × 3",
        "A value of the second map sees 3 × 3 values of the first, and these together see 5 × 5 pixels: as "
        "far as one 5 × 5 kernel, with fewer weights.",
        (_conv(), _conv()),
    ),
    "three": Example(
        "Three 3 × 3",
        "Each layer adds two pixels: 3, 5, 7. The middle pixels stand out most, since most ways lead there.",
        (_conv(), _conv(), _conv()),
    ),
    "pool": Example(
        "… then a pool",
        "The pool adds one pixel: 8 × 8, not 14 × 14. What it doubles is the jump. Move the value by one, "
        "and the square moves by two.",
        (_conv(), _conv(), _conv(), POOL),
    ),
    "after": Example(
        "… and a 3 × 3 after it",
        "Now the pool pays off. The kernel’s three values are two pixels apart, so this layer adds four "
        "pixels where it would have added two.",
        (_conv(), _conv(), _conv(), POOL, _conv()),
    ),
    "strided": Example(
        "Strides of 2",
        "Each layer doubles the jump, and the field grows 3, 7, 15: faster with every layer.",
        (_conv(3, 2), _conv(3, 2), _conv(3, 2)),
    ),
}


class ReceptiveField(Widget):
    """`example` is the one that it begins with."""

    example: Literal["two", "three", "pool", "after", "strided"] = "pool"
    channels: int = 64

    def context(self, site: Site) -> dict[str, Any]:
        layers = EXAMPLES[self.example].layers
        return {
            "shown": explain("receptive_field", {"layers": layers, "channels": self.channels}),
            "examples": EXAMPLES,
            "given": {name: example.layers for name, example in EXAMPLES.items()},
        }

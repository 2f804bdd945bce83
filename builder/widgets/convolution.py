"""A convolution by hand: the stepper, and the examples it begins with."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from builder.widgets.base import Site, Widget
from builder.widgets.grids import Rows, rows
from cnn_core.explain import explain


@dataclass(frozen=True)
class Example:
    """One that a button sets, with what to look for in it."""

    label: str
    look_for: str
    input: Rows
    kernel: Rows
    strides: int = 1
    padding: int = 0


CROSS = rows("1 0 1 / 0 1 0 / 1 0 1")

EXAMPLES = {
    "cross": Example(
        "Cross",
        "The kernel asks: how much of a diagonal cross is here? The top left corner answers 6, more than the "
        "five ones of a full cross, because one of its pixels is a 2.",
        rows("1 0 2 1 0 / 0 1 0 1 1 / 1 0 1 0 0 / 0 0 1 1 0 / 1 1 0 0 1"),
        CROSS,
    ),
    "edge": Example(
        "Vertical edges",
        "A bright bar. The kernel subtracts what is left of it from what is right of it: positive where "
        "brightness rises, negative where it falls, 0 where nothing changes, however bright.",
        rows(" / ".join(["0 0 3 3 3 0 0"] * 5 + ["0 0 0 0 0 0 0"] * 2)),
        rows("-1 0 1 / -1 0 1 / -1 0 1"),
    ),
    "blur": Example(
        "Blur",
        "One bright pixel. The kernel’s numbers add up to 1, so each output is an average of its "
        "neighborhood: the brightness is spread out, and none of it is lost.",
        rows("0 0 0 0 0 / 0 0 0 0 0 / 0 0 10 0 0 / 0 0 0 0 0 / 0 0 0 0 0"),
        rows("0.1 0.1 0.1 / 0.1 0.2 0.1 / 0.1 0.1 0.1"),
        padding=1,
    ),
    "sharpen": Example(
        "Sharpen",
        "A soft edge, from 2 to 6. Five times the middle less its four neighbors: flat parts stay as they "
        "are, and beside the edge the output overshoots, below 2 and above 6.",
        rows(" / ".join(["2 2 2 4 6 6 6"] * 7)),
        rows("0 -1 0 / -1 5 -1 / 0 -1 0"),
    ),
    "same": Example(
        "Same size",
        "A ring of zeros around the input lets the kernel stand on its corners too, and the output is as "
        "large as the input.",
        rows("1 0 2 1 0 / 0 1 0 1 1 / 1 0 1 0 0 / 0 0 1 1 0 / 1 1 0 0 1"),
        CROSS,
        padding=1,
    ),
    "stride": Example(
        "Stride 2",
        "Two pixels at a time. Here the division doesn’t come out whole: after two positions one pixel is "
        "left, too little for a third, so the last row and column are never seen.",
        rows("1 0 2 1 0 3 / 0 1 0 1 1 0 / 1 0 1 0 0 2 / 0 0 1 1 0 0 / 1 1 0 0 1 1 / 2 0 1 0 3 1"),
        CROSS,
        strides=2,
    ),
}


class Convolution(Widget):
    """`example` is the one that it begins with; further ones on a page have a `title` and no introduction."""

    title: Annotated[str, Field(min_length=1)] | None = None
    example: Literal["cross", "edge", "blur", "sharpen", "same", "stride"] = "cross"

    def context(self, site: Site) -> dict[str, Any]:
        found = {name: explained(name) for name in EXAMPLES}
        return {"examples": EXAMPLES, "explained": found, "first": found[self.example]}


def explained(example: str) -> dict[str, Any]:
    """What `cnn_core.explain` says of an example."""
    one = EXAMPLES[example]
    return explain(
        "convolution",
        {"input": one.input, "kernel": one.kernel, "strides": one.strides, "padding": one.padding},
    )

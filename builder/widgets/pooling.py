"""Pooling by hand: the stepper, and the examples it begins with."""

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
    gradient: Rows = ((1, 2), (3, 4))
    pool_size: int = 2
    strides: int = 2


EXAMPLES = {
    "map": Example(
        "Sixteen to four",
        "Four windows, and one number for each: a quarter of the work for all that follows. Going "
        "back, max pooling hands each gradient to the one pixel that won; average pooling splits it. Switch "
        "between them.",
        rows("1 3 0 2 / 2 4 1 3 / 5 1 3 1 / 0 2 4 0"),
    ),
    "window": Example(
        "One window",
        "The largest is 4, the mean 2.5. The gradient, 8, goes to the 4 alone, or in equal parts to all.",
        rows("1 3 / 2 4"),
        gradient=rows("8"),
    ),
    "unnoticed": Example(
        "A move it misses",
        "Each strong response stands in the left column of its window. Move the map right by one: all of "
        "them move, none leaves its window, and the maxima stay what they were. Max pooling kept whether, "
        "and dropped where.",
        rows("9 0 5 0 / 0 0 0 0 / 7 0 3 0 / 0 0 0 0"),
    ),
    "noticed": Example(
        "A move it notices",
        "The same responses, one column farther right. Move the map right by one: each crosses into the "
        "next window or leaves the map, and every maximum changes. What pooling forgives depends on where "
        "the windows lie.",
        rows("0 9 0 5 / 0 0 0 0 / 0 7 0 3 / 0 0 0 0"),
    ),
    "overlap": Example(
        "Overlapping windows",
        "Windows of 3 × 3, two pixels apart, share rows and columns. The 9 in the middle wins all four, and "
        "its gradient is the sum of theirs.",
        rows("1 0 2 0 1 / 0 3 0 1 0 / 2 0 9 0 2 / 0 1 0 4 0 / 1 0 2 0 5"),
        pool_size=3,
    ),
}


class Pooling(Widget):
    """`example` is the one that it begins with; further ones on a page have a `title` and no introduction."""

    title: Annotated[str, Field(min_length=1)] | None = None
    example: Literal["map", "window", "unnoticed", "noticed", "overlap"] = "map"

    def context(self, site: Site) -> dict[str, Any]:
        found = {name: explained(name) for name in EXAMPLES}
        return {"examples": EXAMPLES, "explained": found, "first": found[self.example]}


def explained(example: str) -> dict[str, Any]:
    """What `cnn_core.explain` says of an example."""
    one = EXAMPLES[example]
    return explain(
        "pooling",
        {
            "input": one.input,
            "gradient": one.gradient,
            "pool_size": one.pool_size,
            "strides": one.strides,
        },
    )

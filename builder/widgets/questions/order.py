"""A question whose answer is the order of some items."""

import random
from typing import Literal

from pydantic import model_validator

from builder.located import Strict
from builder.widgets.base import Markdown
from builder.widgets.questions.base import Asked
from builder.widgets.questions.choice import check_different

FEWEST, MOST = 3, 9


class Item(Strict):
    """`reason` says why it stands where it stands; a reader who put it elsewhere is told."""

    text: Markdown
    reason: Markdown


class Order(Asked):
    """The `items` are given in the right order, and shown in another."""

    kind: Literal["order"]
    items: tuple[Item, ...]
    reason: Markdown

    @model_validator(mode="after")
    def _check(self) -> "Order":
        if not FEWEST <= len(self.items) <= MOST:
            raise ValueError(f"expected {FEWEST} to {MOST} items, got {len(self.items)}")
        check_different(item.text for item in self.items)
        return self

    @property
    def shuffled(self) -> list[tuple[int, Item]]:
        """The items with their right places, from 0: none of them in it, and the same in every build."""
        generator = random.Random(self.key)
        places = list(range(len(self.items)))
        while any(place == i for i, place in enumerate(places)):
            generator.shuffle(places)
        return [(place, self.items[place]) for place in places]

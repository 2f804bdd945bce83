"""The laboratory: a network that trains on the page."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, field_validator

from builder.widgets.base import Site, Widget
from cnn_core import market
from cnn_core.lab import SettingsError, read_settings
from cnn_core.lab.networks import NETWORKS
from cnn_core.lab.settings import settings_of

WeightsName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class Lab(Widget):
    """A network that the reader trains.

    Attributes:
        network: by its name in `cnn_core.lab.networks`.
        classes: digits, or indices of what is pictured; four digits for "cnn", all ten for the others.
        keeps: the name under which trained weights stay on the reader's device.
        continues: the name of weights that this lab can go on with, if the reader has some.
    """

    network: Literal["cnn", "digits-28", "color-32"] = "cnn"
    classes: tuple[int, ...] | None = None
    keeps: WeightsName | None = None
    continues: WeightsName | None = None

    @field_validator("classes")
    @classmethod
    def _digits(cls, classes: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if classes is None:
            return None
        try:
            return read_settings({"classes": classes}).classes
        except SettingsError as error:
            raise ValueError(str(error)) from error

    @property
    def known(self) -> tuple[int, ...]:
        """The classes it tells apart."""
        return self.classes or ((0, 1, 2, 3) if self.network == "cnn" else tuple(range(10)))

    @property
    def names(self) -> list[str]:
        """What they are called."""
        return [NETWORKS[self.network].names[index] for index in self.known]

    def context(self, site: Site) -> dict[str, Any]:
        kind = NETWORKS[self.network]
        return {
            "settings": settings_of(self.network),
            "names": self.names,
            "kind": kind,
            "model": kind.build(kind.filters, len(self.known), np.random.default_rng(0)),
            "words": WORDS[kind.channels],
            "inks": []
            if kind.channels == 1
            else [Ink(name, _css(i)) for i, name in enumerate(market.COLORS)],
        }


@dataclass(frozen=True)
class Ink:
    """What the reader paints with."""

    name: str
    color: str


@dataclass(frozen=True)
class Words:
    """What a lab calls what its network looks at.

    Attributes:
        thing: what a reader draws.
        draw: the name of the drawing surface.
        seen: what the network sees of a drawing, after its size in pixels.
        example: what it learns from.
    """

    thing: str
    draw: str
    seen: str
    example: str


WORDS = {
    1: Words("digit", "Draw a digit", "scaled and centered as its sketches are", "sketch"),
    3: Words("fruit", "Paint a fruit", "your paint on a cloth, where you put it", "picture"),
}


def phrase(name: str) -> str:
    """ "a 3", "an 8", "an orange"."""
    return f"{'an' if name[0] in 'aeiou8' else 'a'} {name}"


def _css(ink: int) -> str:
    return "#" + "".join(f"{round(255 * float(value)):02x}" for value in market.ink_color(ink))

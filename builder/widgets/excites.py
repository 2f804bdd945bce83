"""The sketches that excite a filter of a lab on the same page most, and the patches that it answers to."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import numpy as np
from markupsafe import Markup
from pydantic import Field

from builder.pictures import cells
from builder.trained import trained
from builder.widgets.base import Site, Widget
from builder.widgets.lab import WORDS, Lab, phrase
from builder.widgets.network import LabName
from cnn_core.lab.excitement import excite
from cnn_core.lab.networks import NETWORKS
from cnn_core.layers import Conv2D

SHOWN = 12
COUNTED = 30
ORDINALS = ("First", "Second", "Third", "Fourth")


class Excites(Widget):
    """`lab` is the id of the lab whose network is shown; it begins with `convolution`, counted from 0."""

    lab: LabName
    convolution: Annotated[int, Field(ge=0, le=3)] = 0

    def context(self, site: Site) -> dict[str, Any]:
        lab = site.lab(self.lab)
        kind = NETWORKS[lab.network]
        found = sum(isinstance(layer, Conv2D) for layer in kind.layers(1, 2))
        if self.convolution >= found:
            raise ValueError(f"the lab {self.lab!r} has {found} convolutions, counted from 0")
        return {
            "example": example(lab, self.convolution),
            "convolutions": ORDINALS[:found],
            "side": kind.size,
            "thing": WORDS[kind.channels].example,
        }


@dataclass(frozen=True)
class Tile:
    """A sketch, and the patch of it that a filter answers to."""

    picture: Markup
    name: str
    response: float
    top: int
    left: int
    height: int
    width: int


@dataclass(frozen=True)
class Example:
    """What excites one filter, for those who read without scripts."""

    steps: int
    filter: int
    filters: int
    sees: int
    words: str
    tiles: list[Tile]


@cache
def example(lab: Lab, convolution: int) -> Example | None:
    """The filter that answers most strongly; None where training would hold up the build."""
    session = trained(lab)
    if session is None:
        return None
    images, _ = session.examples("test")
    starts = range(0, len(images), session.read_at_once)
    parts = [excite(session, convolution, start=start) for start in starts]
    responses, fields, labels = (
        np.concatenate([part[name] for part in parts]) for name in ("responses", "fields", "labels")
    )
    chosen = int(responses.max(axis=0).argmax())
    ranked = np.argsort(-responses[:, chosen], kind="stable")
    names = dict(zip(lab.known, lab.names, strict=True))
    tiles = []
    for index in ranked[:SHOWN]:
        top, bottom, left, right = map(int, fields[index, chosen])
        response = float(responses[index, chosen])
        picture = cells(images[index, :, :, 0], "ink", 1.0)
        size = bottom - top + 1, right - left + 1
        tiles.append(Tile(picture, phrase(names[int(labels[index])]), response, top, left, *size))
    classes, counts = np.unique(labels[ranked[:COUNTED]], return_counts=True)
    common = [
        f"{counts[i]} are {name}s" if counts[i] > 1 else f"1 is {phrase(name)}"
        for i in np.argsort(-counts, kind="stable")[:4]
        for name in [names[int(classes[i])]]
    ]
    return Example(
        session.describe()["progress"]["step"],
        chosen,
        responses.shape[1],
        parts[0]["sees"],
        f"Of the {COUNTED} that excite it most, {', '.join(common)}, the rest something else."
        if len(classes) > len(common)
        else f"Of the {COUNTED} that excite it most, {', '.join(common)}.",
        tiles,
    )

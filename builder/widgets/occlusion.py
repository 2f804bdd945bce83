"""Cover a part of the image that a lab on the same page shows, and see what its network says then."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import numpy as np
from markupsafe import Markup
from pydantic import Field

from builder.pictures import cells
from builder.trained import trained
from builder.widgets.base import Site, Widget
from builder.widgets.lab import WORDS, Lab
from builder.widgets.network import LabName
from cnn_core.lab.networks import NETWORKS
from cnn_core.lab.occlusion import occlude


class Occlusion(Widget):
    """`lab` is the id of the lab whose network is shown; `window` is the side of the cover, in pixels."""

    lab: LabName
    window: Annotated[int, Field(ge=2, le=16)] = 7

    def context(self, site: Site) -> dict[str, Any]:
        lab = site.lab(self.lab)
        kind = NETWORKS[lab.network]
        return {
            "example": example(lab, self.window),
            "size": kind.size,
            "strides": 1 if kind.channels == 1 else 2,
            "words": WORDS[kind.channels],
        }


@dataclass(frozen=True)
class Example:
    """One sketch covered at every place, for those who read without scripts."""

    name: str
    whole: float
    lowest: float
    row: int
    column: int
    sketch: Markup
    map: Markup


@cache
def example(lab: Lab, window: int) -> Example | None:
    """The first held-out sketch read rightly; None where training would hold up the build."""
    session = trained(lab)
    if session is None:
        return None
    images, labels = session.examples("test")
    sample = int(np.flatnonzero(session.model.predict_proba(images).argmax(axis=1) == labels)[0])
    first = occlude(session, "sample", sample, window=window)
    side, answer = first["side"], int(labels[sample])
    starts = range(0, side * side, session.read_at_once)
    parts = [occlude(session, "sample", sample, window=window, start=start) for start in starts]
    chances = np.concatenate([part["probabilities"] for part in parts])[:, answer].reshape(side, side)
    whole = float(first["whole"][answer])
    # Each place stands where the cover's middle is.
    changes = np.zeros(images.shape[1:3], np.float32)
    margin = (window - 1) // 2
    changes[margin : margin + side, margin : margin + side] = chances - whole
    row, column = (int(i) for i in np.unravel_index(chances.argmin(), chances.shape))
    return Example(
        lab.names[answer],
        whole,
        float(chances.min()),
        row,
        column,
        cells(images[sample, :, :, 0], "ink", 1.0),
        cells(changes, "signed", 1.0),
    )

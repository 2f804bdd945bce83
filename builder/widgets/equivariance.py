"""A digit to drag about, and a feature map that moves along."""

from typing import Annotated, Any, Literal

from pydantic import Field

from builder.pictures import cells
from builder.widgets.base import Site, Widget
from cnn_core.explain import explain
from cnn_core.explain.equivariance import DIGIT, FARTHEST, FIELD, HOME, KERNELS, NEAREST

LAYERS = {
    "convolution": "Convolution",
    "strides": "Convolution with stride 2",
    "pooling": "Convolution, ReLU, max pooling",
}
MAPS = ("moved_first", "moved_after", "difference")
PLACES = {"home": (HOME, HOME), "moved": (7, 5)}  # the digit's top and left when the page comes


class Equivariance(Widget):
    """What it begins with."""

    digit: Annotated[int, Field(ge=0, le=9)] = 7
    layers: Literal["convolution", "strides", "pooling"] = "convolution"
    place: Literal["home", "moved"] = "moved"

    def context(self, site: Site) -> dict[str, Any]:
        top, left = PLACES[self.place]
        arguments = {"top": top, "left": left, "digit": self.digit, "layers": self.layers}
        first = explain("equivariance", arguments)
        strongest = first["largest_response"]
        pictures = {name: cells(first[name], "signed", strongest) for name in MAPS}
        return {
            "first": first,
            "arguments": arguments,
            "pictures": {"field": cells(first["field"], "ink", 1.0), **pictures},
            "layers": LAYERS,
            "kernels": list(KERNELS),
            "frame": {"field": FIELD, "digit": DIGIT, "home": HOME, "nearest": NEAREST, "farthest": FARTHEST},
        }

"""The parameter counter: a dense layer against a convolution on the same image."""

from typing import Any

from builder.widgets.base import Site, Widget
from cnn_core.explain import explain

IMAGES = {
    "Small digits": (28, 28, 1),
    "200 × 200": (200, 200, 3),
    "224 × 224": (224, 224, 3),
    "256 × 256": (256, 256, 3),
}


class Parameters(Widget):
    """The image and the layers that it begins with."""

    height: int = 224
    width: int = 224
    channels: int = 3
    units: int = 1000
    filters: int = 64
    kernel_size: int = 3

    def context(self, site: Site) -> dict[str, Any]:
        return {"shown": explain("parameters", self.model_dump(exclude={"id"})), "images": IMAGES}

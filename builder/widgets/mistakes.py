"""The held-out sketches that the network of a lab on the same page gets wrong, the surest mistakes first."""

from typing import Any

from builder.pictures import cells
from builder.widgets.base import Site, Widget
from builder.widgets.confusion import example
from builder.widgets.network import LabName


class Mistakes(Widget):
    """`lab` is the id of the lab whose network is shown."""

    lab: LabName

    def context(self, site: Site) -> dict[str, Any]:
        found = example(site.lab(self.lab))
        if found is None:
            return {"example": None, "tiles": []}
        images, _ = found.session.examples("test")
        return {
            "example": found,
            "tiles": [(one, cells(images[one.index, :, :, 0], "ink", 1.0)) for one in found.mistakes],
        }

"""An experiment: the lesson's network against a perceptron of its size, over several seeds."""

from typing import Annotated, Any

from pydantic import Field

from builder.widgets.base import Site, Widget
from cnn_core.lab import SETTINGS


class Compare(Widget):
    """Each network trains for `steps` steps from each of `seeds` beginnings."""

    steps: Annotated[int, Field(ge=10, le=5000)] = 500
    seeds: Annotated[int, Field(ge=2, le=20)] = 5

    def context(self, site: Site) -> dict[str, Any]:
        del site
        shift = next(setting for setting in SETTINGS if setting.name == "shift")
        return {"shifts": range(int(shift.minimum), int(shift.maximum) + 1)}

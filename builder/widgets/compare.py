"""An experiment: the lesson's network against a perceptron of its size, over several seeds."""

from typing import Annotated, Any

from pydantic import Field

from builder.widgets.base import Site, Widget
from builder.widgets.settings import Sketches, known_setting
from cnn_core.lab.settings import Setting

SEEDS = Setting("seeds", "Seeds", "integer", default=5, minimum=2, maximum=20, step=1, help="")


class Compare(Widget):
    """Each network trains for `steps` steps from each of `seeds` beginnings.

    `shift`, `sketches` and `seeds` are what the reader begins with.
    """

    steps: Annotated[int, Field(ge=10, le=5000)] = 500
    seeds: Annotated[int, Field(ge=SEEDS.minimum, le=SEEDS.maximum)] = int(SEEDS.default)
    shift: Annotated[int, Field(ge=0, le=known_setting("shift").maximum)] = 0
    sketches: Sketches = int(known_setting("sketches").default)

    def context(self, site: Site) -> dict[str, Any]:
        del site
        return {
            "shift": known_setting("shift"),
            "sketches": known_setting("sketches"),
            "seeds": SEEDS,
        }

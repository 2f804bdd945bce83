"""The shape tracer: any stack of layers, its sizes and its parameters."""

from typing import Annotated, Any

from pydantic import AfterValidator

from builder.problems import one_of
from builder.widgets.base import Site, Widget
from cnn_core.explain import explain
from cnn_core.explain.stacks import KINDS, STACKS


def _known(name: str) -> str:
    if name not in STACKS:
        raise ValueError(f"no such stack: {one_of(STACKS)}")
    return name


class Shapes(Widget):
    """`stack` is the one that it begins with."""

    stack: Annotated[str, AfterValidator(_known)] = "lesson-4"

    def context(self, site: Site) -> dict[str, Any]:
        stack = STACKS[self.stack]
        height, width, channels = stack.input_shape
        arguments = {"height": height, "width": width, "channels": channels, "layers": stack.layers}
        return {
            "shown": explain("shapes", arguments),
            "stacks": STACKS,
            "given": {
                "stack": self.stack,
                "stacks": {
                    name: {"input": one.input_shape, "layers": one.layers} for name, one in STACKS.items()
                },
                "kinds": {
                    kind: {
                        "label": label,
                        "fields": [
                            {"name": field.name, "label": field.label, "default": field.default}
                            for field in fields
                        ],
                    }
                    for kind, (label, fields) in KINDS.items()
                },
            },
        }

"""The residual block by hand."""

from typing import Any

from builder.widgets.base import Site, Widget
from cnn_core.explain import explain

Row = tuple[float, float]


class Residual(Widget):
    """The numbers that it begins with."""

    first: tuple[Row, Row] = ((0.2, 0.1), (-0.1, 0.3))
    second: tuple[Row, Row] = ((0.3, -0.2), (0.1, 0.4))
    x: tuple[float, float] = (1, -0.5)
    gradient: tuple[float, float] = (1, 1)

    def context(self, site: Site) -> dict[str, Any]:
        x, gradient = ([[number] for number in vector] for vector in (self.x, self.gradient))
        arguments = {"first": self.first, "second": self.second, "x": x, "gradient": gradient}
        return {"shown": explain("residual", arguments), "columns": {"x": x, "gradient": gradient}}

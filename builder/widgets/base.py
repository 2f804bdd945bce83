"""What all directives share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from markupsafe import Markup
from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from builder.located import Strict
from builder.problems import one_of

if TYPE_CHECKING:
    from builder.widgets.lab import Lab


class Markdown(str):
    """A text field in markdown: a template shows it with `| markdown`, once `html` is set."""

    html: Markup

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema(min_length=1))


@dataclass(frozen=True)
class Site:
    """What a widget may look at while the page is made.

    Attributes:
        root: the project's folder.
        labs: the labs that stand above it on the page, by their ids.
    """

    root: Path
    labs: Mapping[str, "Lab"] = field(default_factory=dict)

    def lab(self, name: str) -> "Lab":
        """The lab of that id.

        Raises:
            ValueError: there is none above on the page.
        """
        if name not in self.labs:
            expected = f": {one_of(self.labs)}" if self.labs else ""
            raise ValueError(f"there is no lab {name!r} above it on this page{expected}")
        return self.labs[name]


class Widget(Strict):
    """A directive whose body is YAML. `id` names it in links; without one it is numbered."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")] | None = None

    def context(self, site: Site) -> dict[str, Any]:
        """What its template needs beside the widget itself.

        Raises:
            ValueError: what is asked for isn't there.
        """
        return {}


def to_json(value: Any) -> str:
    """JSON of what an explanation returned, as `Widget.given` in site/js/widgets/widget.js reads it."""

    def array(item: Any) -> dict[str, Any]:
        if not isinstance(item, np.ndarray):
            raise TypeError(f"a {type(item).__name__} can't be written as JSON")
        return {"$array": item.ravel().tolist(), "shape": list(item.shape)}

    return json.dumps(value, default=array, allow_nan=False, separators=(",", ":"))


@dataclass(frozen=True)
class Container:
    """A directive whose body is markdown, e.g. a note, with what stands behind its name as the title."""

    name: str
    title: str
    text: str

    @property
    def template(self) -> str:
        """An example is shown with its text; the others are all alike."""
        return "example" if self.name == "example" else "container"

"""A question whose answer is a cell of a grid of numbers."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from builder.located import Strict
from builder.widgets.base import Markdown
from builder.widgets.grids import Rows, rows
from builder.widgets.questions.base import Asked

MOST = 12

Place = tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]


def _read_grid(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return rows(value.strip().replace("\n", "/"))
    except ValueError as error:
        raise ValueError("expected rows of numbers, as in '1 0 2 / 0 1 1'") from error


def _read_places(value: Any) -> Any:
    """One place is a list of one."""
    return [value] if isinstance(value, list) and value and isinstance(value[0], int) else value


Places = Annotated[tuple[Place, ...], BeforeValidator(_read_places), Field(min_length=1)]


class WrongCells(Strict):
    """A mistake, or several of a kind, with an explanation."""

    cells: Places
    reason: Markdown


class Cell(Asked):
    """Places are `[row, column]`, counted from 1; of several in `answer`, any is right."""

    kind: Literal["cell"]
    grid: Annotated[Rows, BeforeValidator(_read_grid)]
    label: Annotated[str, Field(min_length=1)]
    look: Literal["ink", "signed", "gradient"] = "signed"
    answer: Places
    reason: Markdown
    wrong: tuple[WrongCells, ...] = ()
    otherwise: Markdown

    @model_validator(mode="after")
    def _check(self) -> "Cell":
        widths = {len(row) for row in self.grid}
        if len(widths) != 1 or not 1 <= len(self.grid) <= MOST or not 1 <= max(widths) <= MOST:
            raise ValueError(f"expected a full grid of at most {MOST} rows and columns")
        seen: set[Place] = set()
        for row, column in (*self.answer, *(place for wrong in self.wrong for place in wrong.cells)):
            if row > len(self.grid) or column > max(widths):
                raise ValueError(f"the grid has no row {row}, column {column}")
            if (row, column) in seen:
                raise ValueError(f"row {row}, column {column} is there twice")
            seen.add((row, column))
        return self

"""A question whose answer is a number to type."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from builder.located import Strict
from builder.widgets.base import Markdown
from builder.widgets.questions.base import Asked


class WrongNumber(Strict):
    """A mistake worth its own explanation."""

    value: float
    tolerance: Annotated[float, Field(ge=0)] = 0
    reason: Markdown


class Number(Asked):
    """Numbers within `tolerance` of `answer` are right; `otherwise` is for those that no `wrong` explains."""

    kind: Literal["number"]
    answer: float
    tolerance: Annotated[float, Field(ge=0)] = 0
    reason: Markdown
    wrong: tuple[WrongNumber, ...] = ()
    otherwise: Markdown

    @model_validator(mode="after")
    def _check(self) -> "Number":
        for wrong in self.wrong:
            if abs(wrong.value - self.answer) <= self.tolerance:
                raise ValueError(f"{wrong.value:g} is among the wrong answers and would count as right")
        return self

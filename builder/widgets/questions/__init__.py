"""Practice: questions of several kinds, with a reason for every answer.

A new kind is a class in a module of its own, its line in KINDS, `questions/<kind>.html` among the widgets'
templates, and `site/js/questions/<kind>.js`.
"""

from typing import Any, Literal

from pydantic import ConfigDict

from builder.widgets.questions.base import Asked
from builder.widgets.questions.cell import Cell
from builder.widgets.questions.choice import Choice
from builder.widgets.questions.number import Number
from builder.widgets.questions.order import Order
from builder.widgets.questions.predict import Predict

KINDS: dict[str, type[Asked]] = {
    "cell": Cell,
    "choice": Choice,
    "number": Number,
    "order": Order,
    "predict": Predict,
}


class Question(Asked):
    """Of any kind: its body says of which, and is held to that."""

    model_config = ConfigDict(extra="ignore")

    kind: Literal["cell", "choice", "number", "order", "predict"]

    @classmethod
    def variant(cls, data: dict[str, Any]) -> type[Any]:
        kind = data.get("kind")
        return KINDS.get(kind, cls) if isinstance(kind, str) else cls


__all__ = ["KINDS", "Asked", "Question"]

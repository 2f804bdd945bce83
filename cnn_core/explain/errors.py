"""How an explanation refuses what it was asked to explain."""

from cnn_core.errors import CnnCoreError


class ExplainError(CnnCoreError, ValueError):
    """An argument was refused.

    Args:
        message: for the reader: what was expected and what came.
        field: the argument's name; one number in a grid is `name[row][column]`, counted from 0.
    """

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field

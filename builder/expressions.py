"""The numbers in the prose: `{{ expression }}`, evaluated over the functions of figures.py.

An expression calls them with plain arguments, and may do arithmetic with what they return:
`{{ percent(params("lesson4", "dense") / params("lesson4")) }}`.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from builder.problems import one_of, suggestion

Value = int | float | str | tuple[int, ...]
Namespace = Mapping[str, Callable[..., Value]]


@dataclass(frozen=True)
class Figure:
    value: Value
    shown: str


class Expressions:
    """Evaluates expressions over a namespace of functions."""

    def __init__(self, namespace: Namespace) -> None:
        self._namespace = namespace

    def evaluate(self, expression: str) -> Figure:
        """Compute an expression.

        Raises:
            ValueError: it is more than calls, numbers and arithmetic, or can't be computed.
        """
        try:
            value = self._value(ast.parse(expression, mode="eval").body)
        except SyntaxError as error:
            raise ValueError("not an expression") from error
        except ValueError:
            raise
        except Exception as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error
        return Figure(value, show(value))

    def _value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=int() | float() | str() as value) if not isinstance(value, bool):
                return value
            case ast.Tuple(elts=elements):
                return tuple(map(self._value, elements))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._number(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return _ARITHMETIC[type(op)](self._number(left), self._number(right))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
                named = {keyword.arg or "**": self._value(keyword.value) for keyword in keywords}
                return self._function(name)(*map(self._value, args), **named)
            case ast.Name(id=name):
                self._function(name)
                raise ValueError(f"{name} is a function: expected {name}(...)")
        raise ValueError(f"{ast.unparse(node)!r} is not allowed: expected calls, numbers and arithmetic")

    def _number(self, node: ast.expr) -> Any:
        """What may be added and multiplied: text would grow without end."""
        value = self._value(node)
        if isinstance(value, str | tuple):
            raise ValueError(f"no arithmetic with {ast.unparse(node)}: it is no number")
        return value

    def _function(self, name: str) -> Callable[..., Value]:
        if name not in self._namespace:
            known = sorted(self._namespace)
            raise ValueError(f"no function {name!r}: {one_of(known)}{suggestion(name, known)}")
        return self._namespace[name]


_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def show(value: Value) -> str:
    """A value as prose has it: thousands separated, shapes with ×, a true minus."""
    match value:
        case str():
            return value
        case bool():
            raise ValueError("a truth value is no figure")
        case tuple():
            return "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}".join(map(show, value))
        case int() | np.integer():
            return true_minus(f"{value:,}")
        case float() | np.floating() if not np.isfinite(value):
            raise ValueError("it comes to no finite number")
        case float() | np.floating():
            return true_minus(f"{value:,.4g}")
    raise ValueError(f"a {type(value).__name__} is no figure: expected a number, a shape or text")


def true_minus(number: str) -> str:
    """−3 for -3."""
    return number.replace("-", "−")

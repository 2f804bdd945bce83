"""What the pages explain step by step: numbers in, and every number of the explanation out.

An explanation is a plain function. What it is given comes from a reader, so it checks it, and refuses with an
`ExplainError` that names the field. It takes its results from the library itself, and limits sizes so that it
answers at once. What it returns can cross to the page: dicts and lists of numbers and texts, and arrays.
"""

from collections.abc import Callable, Mapping
from typing import Any

from cnn_core.explain.convolution import explain_convolution
from cnn_core.explain.equivariance import explain_equivariance
from cnn_core.explain.errors import ExplainError
from cnn_core.explain.parameters import explain_parameters
from cnn_core.explain.pooling import explain_pooling
from cnn_core.explain.receptive_field import explain_receptive_field
from cnn_core.explain.residual import explain_residual
from cnn_core.explain.shapes import explain_shapes
from cnn_core.explain.sizes import explain_output_size

EXPLANATIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "convolution": explain_convolution,
    "equivariance": explain_equivariance,
    "output_size": explain_output_size,
    "pooling": explain_pooling,
    "parameters": explain_parameters,
    "receptive_field": explain_receptive_field,
    "residual": explain_residual,
    "shapes": explain_shapes,
}


def explain(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the explanation called `name`.

    Raises:
        ExplainError: when an argument is refused.
        LookupError: when there is no such explanation.
    """
    if name not in EXPLANATIONS:
        raise LookupError(f"no explanation {name!r}: there are {', '.join(EXPLANATIONS)}")
    return EXPLANATIONS[name](**arguments)


__all__ = ["EXPLANATIONS", "ExplainError", "explain"]

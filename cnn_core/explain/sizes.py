"""How many positions a window takes, and which pixels it never sees."""

from typing import Any

from cnn_core.explain.arguments import read_integer
from cnn_core.explain.errors import ExplainError
from cnn_core.shapes import output_size

MAX_SIZE = 1024


def explain_output_size(
    size: object, kernel_size: object, strides: object, padding: object, kernel: str = "kernel_size"
) -> dict[str, Any]:
    """Fill in ⌊(W − F + 2P) / S⌋ + 1.

    Args:
        size: W, pixels along one axis.
        kernel_size: F, pixels of the window.
        strides: S, pixels from one position to the next.
        padding: P, zeros on either side.
        kernel: the field to blame when the window does not fit.

    Returns:
        `output_size`; `room`, the W − F + 2P pixels that the window can travel; `quotient`, their exact ratio
        to S; `remainder`, what is left of them after the last whole stride; `unseen`, the pixels of the image
        (not of its padding) at the far end that no position covers; and the numbers themselves.

    Raises:
        ExplainError: when a number makes no sense, or the window does not fit.

    Example:
        >>> explained = explain_output_size(8, 3, 2, 0)
        >>> explained["output_size"], explained["quotient"], explained["unseen"]
        (3, 2.5, 1)
    """
    w = read_integer(size, "size", "Input size", 1, MAX_SIZE)
    f = read_integer(kernel_size, "kernel_size", "Kernel size", 1, MAX_SIZE)
    s = read_integer(strides, "strides", "Stride", 1, MAX_SIZE)
    p = read_integer(padding, "padding", "Padding", 0, MAX_SIZE)
    room = w - f + 2 * p
    if room < 0:
        raise ExplainError(
            f"A window of {f} pixels does not fit into {w + 2 * p}: "
            f"make the input larger, the window smaller, or pad more.",
            kernel,
        )
    positions = output_size(w, f, s, p)
    reached = (positions - 1) * s + f - p  # the first pixel of the image beyond the last position
    return {
        "size": w,
        "kernel_size": f,
        "strides": s,
        "padding": p,
        "room": room,
        "quotient": room / s,
        "remainder": room % s,
        "output_size": positions,
        "unseen": max(0, w - reached),
    }

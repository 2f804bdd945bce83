"""Checks of what users pass in: they return it as it should be, or raise an error that says how."""

import math
import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnn_core.arrays import Labels, Shape
from cnn_core.errors import DataError, HyperparameterError, LabelError, ShapeError


def whole_number(name: str, value: Any, at_least: int = 1) -> int:
    """Return `value` as an int."""
    try:
        number = operator.index(value)
    except TypeError:
        number = at_least - 1
    if number < at_least or isinstance(value, bool):
        raise HyperparameterError(f"{name} must be a whole number of at least {at_least}, got {value!r}")
    return number


def positive(name: str, value: Any) -> float:
    """Return `value` as a float, above 0 and finite."""
    number = _as_float(value)
    if not 0 < number < math.inf:
        raise HyperparameterError(f"{name} must be a number above 0, got {value!r}")
    return number


def fraction(name: str, value: Any) -> float:
    """Return `value` as a float, from 0 to below 1."""
    number = _as_float(value)
    if not 0 <= number < 1:
        raise HyperparameterError(f"{name} must be a number of at least 0 and below 1, got {value!r}")
    return number


def _as_float(value: Any) -> float:
    try:
        return math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def generator(rng: Any) -> np.random.Generator:
    """Return `rng`, if it is a NumPy Generator; a seed is not one."""
    if not isinstance(rng, np.random.Generator):
        raise HyperparameterError(
            f"rng must be a NumPy Generator, such as np.random.default_rng(1), got {rng!r}"
        )
    return rng


def shape_of_one(input_shape: Any) -> Shape:
    """Return `input_shape` as a tuple of sizes, without the number of samples."""
    try:
        shape = tuple(operator.index(size) for size in input_shape)
    except TypeError:
        shape = ()
    if not shape or min(shape) < 1:
        raise HyperparameterError(f"input_shape must be sizes such as (8, 8, 1), got {input_shape!r}")
    return shape


def expect_shape(what: str, array: Any, shape: Shape) -> None:
    """Refuse an array that is not of shape (n, *shape)."""
    found = array.shape if isinstance(array, np.ndarray) else np.shape(array)
    if not found or found[1:] != shape:
        raise ShapeError(f"expected {what} of shape (n, {', '.join(map(str, shape))}), got {found}")


def class_indices(labels: ArrayLike, n: int, classes: int) -> Labels:
    """Return `labels` as an array of `n` whole numbers from 0 to `classes` − 1."""
    indices = np.asarray(labels)
    if indices.shape != (n,):
        hint = ", not one-hot rows" if indices.shape == (n, classes) else ""
        raise LabelError(f"expected one class index for each of {n} images{hint}; got shape {indices.shape}")
    if n == 0:
        raise DataError("there are no images")
    if indices.dtype.kind not in "iu":
        raise LabelError(f"expected labels to be whole numbers, got {indices.dtype}")
    lowest, highest = indices.min(), indices.max()
    if lowest < 0 or highest >= classes:
        raise LabelError(f"expected labels from 0 to {classes - 1}, got {lowest} to {highest}")
    return indices

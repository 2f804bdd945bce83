"""How good a network is."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import Array
from cnn_core.errors import HyperparameterError
from cnn_core.validation import class_indices, expect_shape, whole_number

if TYPE_CHECKING:
    from cnn_core.model import Sequential


def evaluate(model: "Sequential", images: Array, labels: ArrayLike) -> float:
    """Return the fraction of `images` that the network gets right.

    Raises:
        ShapeError: when images are not of the network's input shape.
        LabelError: when labels are not one class index for each image.
        DataError: when there are no images.
    """
    expect_shape("images", images, model.input_shape)
    indices = class_indices(labels, len(images), model.output_shape[-1])
    return float(np.mean(model.predict_proba(images).argmax(axis=1) == indices))


def interval(right: int, total: int) -> tuple[float, float]:
    """Return the fractions between which the true accuracy lies, by how many of how many were right.

    In 95 of 100 such experiments it does. Wilson's score interval stays between 0 and 1 and is honest about
    small numbers.

    Raises:
        HyperparameterError: unless both are whole numbers, `right` at most `total`.

    Source: Brown, Cai and DasGupta 2001, "Interval estimation for a binomial proportion", equation 4.

    Example:
        >>> [round(bound, 2) for bound in interval(9, 10)]
        [0.6, 0.98]
    """
    total, right = whole_number("total", total), whole_number("right", right, at_least=0)
    if right > total:
        raise HyperparameterError(f"right must be at most total, {total}, got {right}")
    share, z2 = right / total, 1.96**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    reach = math.sqrt(z2 / total * (share * (1 - share) + z2 / (4 * total))) / (1 + z2 / total)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def confusion_matrix(
    labels: ArrayLike, predictions: ArrayLike, classes: int | None = None
) -> NDArray[np.int64]:
    """Return how often each class was taken for each: a row for each true class, a column for each predicted.

    Args:
        labels: (n,), true class indices.
        predictions: (n,), predicted class indices.
        classes: number of classes; if not given, one more than the largest index.

    Raises:
        LabelError: when the two differ in length, or hold anything but whole numbers from 0 to classes − 1.
        DataError: when there are none.

    Example:
        >>> confusion_matrix([0, 0, 1, 2], [0, 1, 1, 0])
        array([[1, 1, 0],
               [0, 1, 0],
               [1, 0, 0]])
    """
    n = np.size(labels)
    limit = np.iinfo(np.int64).max if classes is None else whole_number("classes", classes)
    rows, columns = class_indices(labels, n, limit), class_indices(predictions, n, limit)
    size = classes or 1 + int(max(rows.max(), columns.max()))
    counts = np.zeros((size, size), np.int64)
    np.add.at(counts, (rows, columns), 1)
    return counts

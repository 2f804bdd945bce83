"""How good a network is."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arrays import Array
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

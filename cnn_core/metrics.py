"""How good a network is."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import Array, Labels
from cnn_core.losses import checked_labels

if TYPE_CHECKING:
    from cnn_core.model import Sequential


def evaluate(model: "Sequential", images: Array, labels: Labels) -> float:
    """Return the fraction of images that the network gets right.

    Raises:
        ShapeError: when images are not of the network's input shape.
        LabelError: when labels are not one class index for each image.
        DataError: when there are no images.
    """
    labels = checked_labels(labels, len(images), model.output_shape[-1])
    return float(np.mean(model.predict_proba(images).argmax(axis=1) == labels))


def confusion_matrix(labels: Labels, predictions: Labels, classes: int | None = None) -> NDArray[np.int64]:
    """Return how often each class was taken for each: rows are what is true, columns what was said.

    Args:
        labels: (n,), true class indices.
        predictions: (n,), predicted class indices.
        classes: number of classes; if not given, one more than the largest index.

    Raises:
        LabelError: when the two differ in length, or an index is not a whole number from 0 to classes − 1.
        DataError: when there are none.

    Example:
        >>> confusion_matrix([0, 0, 1, 2], [0, 1, 1, 0])
        array([[1, 1, 0],
               [0, 1, 0],
               [1, 0, 0]])
    """
    n = len(labels)
    if classes is None:
        classes = 1 + max(_largest(labels), _largest(predictions))
    labels = checked_labels(labels, n, classes)
    predictions = checked_labels(predictions, n, classes)
    counts = np.bincount(labels.astype(np.int64) * classes + predictions, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.int64)


def _largest(indices: Any) -> int:
    return int(np.max(indices, initial=0))

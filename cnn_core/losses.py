"""The loss: how wrong a network is, and which way is better."""

import numpy as np

from cnn_core import ops
from cnn_core.arrays import Array, Labels
from cnn_core.errors import ShapeError
from cnn_core.validation import class_indices


class SoftmaxCrossEntropy:
    r"""The mean over samples of −log of the probability given to the right class.

    $$ p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} \qquad L = -\frac{1}{n} \sum_n \log p_{y_n} $$

    Softmax is part of the loss, not a last layer, for two reasons. Log and exp cancel, so that nothing
    overflows; and the gradient becomes as simple as can be, what was said minus what is right:

    $$ \frac{\partial L}{\partial z_k} = \frac{p_k - [k = y]}{n} $$

    Example:
        >>> import numpy as np
        >>> loss, gradient = SoftmaxCrossEntropy()(np.zeros((1, 4)), np.array([2]))
        >>> round(loss, 4), gradient
        (1.3863, array([[ 0.25,  0.25, -0.75,  0.25]]))
    """

    def __call__(self, logits: Array, labels: Labels) -> tuple[float, Array]:
        """Return the loss, and its gradient with respect to `logits`.

        Args:
            logits: (n, classes), what the network gives before softmax.
            labels: (n,), the index of the right class of each sample.

        Raises:
            ShapeError: when logits are not of that shape.
            LabelError: when labels are not whole numbers from 0 to classes − 1, one for each sample.
            DataError: when there are no samples.
        """
        if np.ndim(logits) != 2:
            raise ShapeError(f"expected logits of shape (n, classes), got {np.shape(logits)}")
        labels = class_indices(labels, *logits.shape)
        loss, cache = ops.softmax_cross_entropy_forward(logits, labels)
        return loss, ops.softmax_cross_entropy_backward(cache)


def softmax(logits: Array) -> Array:
    """Return probabilities, which are positive and sum to 1 over the last axis.

    Example:
        >>> import numpy as np
        >>> softmax(np.array([0, np.log(3)]))
        array([0.25, 0.75])
    """
    return ops.softmax_forward(np.asarray(logits))

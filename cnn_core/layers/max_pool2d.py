"""Max pooling."""

from cnn_core import ops
from cnn_core.arrays import Array
from cnn_core.layers.pool2d import Pool2D


class MaxPool2D(Pool2D):
    r"""Keeps the largest value of each window, channel by channel: whether a pattern is there, less where.

    $$ y_{i,j,c} = \max_{u,v} x_{iS+u,\; jS+v,\; c} $$

    Args:
        pool_size: k; a window is k × k pixels. Rows and columns that don't fill a window are left out.
        strides: S, pixels from one window to the next; `pool_size` if not given.

    Input shape:
        (n, h, w, c)

    Output shape:
        (n, h_out, w_out, c), see `shapes.output_size`.

    Raises:
        HyperparameterError: when an argument is not a positive whole number.
        ShapeError: when built for something other than images, or for images smaller than the window.

    Example:
        >>> import numpy as np
        >>> layer = MaxPool2D(2)
        >>> layer.build((4, 4, 1), np.random.default_rng(1))
        (2, 2, 1)
        >>> x = np.array([[1, 3, 0, 2], [2, 4, 1, 3], [5, 1, 3, 1], [0, 2, 4, 0]])
        >>> layer.forward(x.reshape(1, 4, 4, 1)).reshape(2, 2)
        array([[4, 3],
               [5, 4]])
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the maxima, (n, h_out, w_out, c)."""
        if x.shape[1:] != self.input_shape:
            self._refuse_input(x)
        y, self._cache = ops.max_pool2d_forward(x, self.pool_size, self.strides)
        return y

    def backward(self, grad_output: Array) -> Array:
        r"""Return the gradient of x, (n, h, w, c).

        Only the largest value of a window has a say in its output, so it gets the whole gradient, the others
        none:

        $$ \frac{\partial L}{\partial x_{p,q,c}} =
           \sum_{i,j \,:\, \operatorname{argmax}_{i,j} = (p,q)} g_{i,j,c} $$

        Among equal values that is the first one, row by row.
        """
        if self._cache is None or grad_output.shape[1:] != self.output_shape:
            self._refuse_gradient(grad_output)
        return ops.max_pool2d_backward(grad_output, self._cache)

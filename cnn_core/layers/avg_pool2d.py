"""Average pooling."""

from cnn_core import averaging
from cnn_core.arrays import Array
from cnn_core.layers.pool2d import Pool2D


class AvgPool2D(Pool2D):
    r"""Keeps the mean of each window, channel by channel: how much of a pattern is there.

    $$ y_{i,j,c} = \frac{1}{k^2} \sum_{u,v} x_{iS+u,\; jS+v,\; c} $$

    From LeCun and others, "Gradient-Based Learning Applied to Document Recognition" (1998), section II.B;
    there, the mean was also scaled and shifted by two numbers that were learned.

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
        >>> layer = AvgPool2D(2)
        >>> layer.build((2, 2, 1), np.random.default_rng(1))
        (1, 1, 1)
        >>> layer.forward(np.array([1.0, 3, 2, 4]).reshape(1, 2, 2, 1)).item()
        2.5
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the means, (n, h_out, w_out, c)."""
        if x.shape[1:] != self.input_shape:
            self._refuse_input(x)
        y, self._cache = averaging.avg_pool2d_forward(x, self.pool_size, self.strides)
        return y

    def backward(self, grad_output: Array) -> Array:
        r"""Return the gradient of x, (n, h, w, c).

        Each of the k² values of a window had an equal say in its mean, so each gets an equal share of its
        gradient; a value in several windows gets a share of each:

        $$ \frac{\partial L}{\partial x_{p,q,c}} =
           \frac{1}{k^2} \sum_{i,j \,:\, (p,q) \in \operatorname{window}_{i,j}} g_{i,j,c} $$
        """
        if self._cache is None or grad_output.shape[1:] != self.output_shape:
            self._refuse_gradient(grad_output)
        return averaging.avg_pool2d_backward(grad_output, self._cache)

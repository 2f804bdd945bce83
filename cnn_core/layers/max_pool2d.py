"""Max pooling."""

from cnn_core import ops
from cnn_core.arrays import Array, Shape
from cnn_core.errors import ShapeError
from cnn_core.layers.layer import Layer
from cnn_core.shapes import output_size
from cnn_core.validation import whole_number


class MaxPool2D(Layer):
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

    def __init__(self, pool_size: int = 2, strides: int | None = None) -> None:
        super().__init__()
        self.pool_size = whole_number("pool_size", pool_size)
        self.strides = self.pool_size if strides is None else whole_number("strides", strides)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the maxima, (n, h_out, w_out, c)."""
        self._expect_input(x)
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
        self._expect_gradient(grad_output)
        return ops.max_pool2d_backward(grad_output, self._cache)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (h_out, w_out, c)."""
        if len(input_shape) != 3:
            raise ShapeError(f"{self} expected images of shape (h, w, c), got {input_shape}")
        h, w, c = input_shape
        k = self.pool_size
        if k > min(h, w):
            raise ShapeError(f"{self} does not fit: its windows are {k} × {k}, the images {h} × {w} pixels")
        return output_size(h, k, self.strides), output_size(w, k, self.strides), c

    def windows(self) -> list[tuple[int, int]]:
        """Return (pool_size, strides)."""
        return [(self.pool_size, self.strides)]

    def __repr__(self) -> str:
        strides = f", strides={self.strides}" if self.strides != self.pool_size else ""
        return f"MaxPool2D({self.pool_size}{strides})"

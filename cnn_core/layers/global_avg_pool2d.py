"""Global average pooling."""

from cnn_core import averaging
from cnn_core.arrays import Array, Shape
from cnn_core.errors import ShapeError
from cnn_core.layers.layer import Layer


class GlobalAvgPool2D(Layer):
    r"""Makes one number of each map, its mean: from an image of any size to a row of features.

    $$ y_c = \frac{1}{hw} \sum_{i,j} x_{i,j,c} $$

    Where `Flatten` passes on h·w·c numbers, and the dense layer after it needs as many weights for each unit,
    this passes on c. From Lin, Chen & Yan, "Network In Network" (2013), section 3.2.

    Input shape:
        (n, h, w, c)

    Output shape:
        (n, c)

    Raises:
        ShapeError: when built for something other than images.

    Example:
        >>> import numpy as np
        >>> layer = GlobalAvgPool2D()
        >>> layer.build((2, 2, 1), np.random.default_rng(1))
        (1,)
        >>> layer.forward(np.array([1.0, 3, 2, 4]).reshape(1, 2, 2, 1)).tolist()
        [[2.5]]
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the mean of each map, (n, c)."""
        if x.shape[1:] != self.input_shape:
            self._refuse_input(x)
        y, self._cache = averaging.global_avg_pool2d_forward(x)
        return y

    def backward(self, grad_output: Array) -> Array:
        r"""Return the gradient of x, (n, h, w, c): an equal share of its map's for each value.

        $$ \frac{\partial L}{\partial x_{i,j,c}} = \frac{g_c}{hw} $$
        """
        if self._cache is None or grad_output.shape[1:] != self.output_shape:
            self._refuse_gradient(grad_output)
        return averaging.global_avg_pool2d_backward(grad_output, self._cache)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (c,)."""
        if len(input_shape) != 3:
            raise ShapeError(f"{self} expected images of shape (h, w, c), got {input_shape}")
        return (input_shape[-1],)

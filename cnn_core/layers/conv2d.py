"""The convolution."""

from cnn_core import ops
from cnn_core.arrays import Array, Padding, Shape
from cnn_core.errors import HyperparameterError, ShapeError
from cnn_core.layers.layer import Layer
from cnn_core.layers.relu import Activation, ReLU, activation_layer
from cnn_core.shapes import output_size
from cnn_core.validation import whole_number


class Conv2D(Layer):
    r"""Slides small kernels over an image; each gives one map of where its pattern is.

    $$ y_{i,j,f} = b_f + \sum_{u,v,c} x_{iS+u,\; jS+v,\; c} \; w_{u,v,c,f} $$

    As in all such libraries this is cross-correlation: the kernel is not turned around.

    Args:
        filters: number of kernels, and of channels of the output.
        kernel_size: k; each kernel is k × k pixels, and as deep as the input.
        strides: S, pixels from one position of the kernel to the next.
        padding: "valid" keeps the kernel inside the image; "same" puts zeros around it, so that with strides
            1 the maps are as large as the image (and ⌈size / S⌉ otherwise, as in Keras).
        activation: "relu" to put a ReLU after it, which `Sequential` makes a layer of its own.

    Input shape:
        (n, h, w, c)

    Output shape:
        (n, h_out, w_out, filters), see `shapes.output_size`.

    Raises:
        HyperparameterError: when an argument is not a positive whole number or not one of those named.
        ShapeError: when built for something other than images, or for images smaller than the kernel.

    Example:
        >>> import numpy as np
        >>> layer = Conv2D(4, 3)
        >>> layer.build((8, 8, 1), np.random.default_rng(1))
        (6, 6, 4)
        >>> layer.forward(np.zeros((32, 8, 8, 1))).shape
        (32, 6, 6, 4)
        >>> layer.params["kernel"].shape, layer.num_params
        ((3, 3, 1, 4), 40)
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        strides: int = 1,
        padding: Padding = "valid",
        activation: Activation = None,
    ) -> None:
        super().__init__()
        self.filters = whole_number("filters", filters)
        self.kernel_size = whole_number("kernel_size", kernel_size)
        self.strides = whole_number("strides", strides)
        if padding not in ("valid", "same"):
            raise HyperparameterError(f'padding must be "valid" or "same", got {padding!r}')
        self.padding = padding
        self.activation: ReLU | None = activation_layer(activation)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the maps, (n, h_out, w_out, filters).

        Every patch of x is written out as a row, every kernel as a column; one matrix product gives all the
        sums.
        """
        if x.shape[1:] != self.input_shape:
            self._refuse_input(x)
        kernel, bias = self.params["kernel"], self.params["bias"]
        y, self._cache = ops.conv2d_forward(x, kernel, bias, self.strides, self.padding)
        return self.activation.forward(y) if self.activation else y

    def backward(self, grad_output: Array) -> Array | None:
        r"""Return the gradient of x, (n, h, w, c).

        A weight takes part at every position, so its gradient is the sum over all of them, in all samples.
        The bias is added at every position, so its gradient is the sum of all gradients g of its map:

        $$ \frac{\partial L}{\partial w_{u,v,c,f}} = \sum_{n,i,j} x_{iS+u,\; jS+v,\; c} \; g_{i,j,f} \qquad
           \frac{\partial L}{\partial b_f} = \sum_{n,i,j} g_{i,j,f} $$

        A pixel p takes part in every patch it lies in, and patch i saw it through the weight u = p − iS.
        Summing what comes back along all those ways is the full convolution with the kernel turned around:

        $$ \frac{\partial L}{\partial x_{p,q,c}} = \sum_{i,j,f} g_{i,j,f} \; w_{p-iS,\; q-jS,\; c,\; f} $$
        """
        if self._cache is None or grad_output.shape[1:] != self.output_shape:
            self._refuse_gradient(grad_output)
        if self.activation:
            grad_output = self.activation.backward(grad_output)
        grad_x, grad_kernel, grad_bias = ops.conv2d_backward(grad_output, self._cache, self.needs_input_grad)
        self.grads["kernel"], self.grads["bias"] = grad_kernel, grad_bias
        return grad_x

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (h_out, w_out, filters)."""
        if len(input_shape) != 3:
            raise ShapeError(f"{self} expected images of shape (h, w, c), got {input_shape}")
        h, w, _ = input_shape
        k = self.kernel_size
        if self.padding == "valid" and k > min(h, w):
            raise ShapeError(f"{self} does not fit: its kernels are {k} × {k}, the images {h} × {w} pixels")
        h_out, w_out = (output_size(size, k, self.strides, self.padding) for size in (h, w))
        return h_out, w_out, self.filters

    def param_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Return the shapes of kernel, (k, k, c, filters), and bias, (filters,)."""
        return {
            "kernel": (self.kernel_size, self.kernel_size, input_shape[-1], self.filters),
            "bias": (self.filters,),
        }

    def windows(self) -> list[tuple[int, int]]:
        """Return (kernel_size, strides)."""
        return [(self.kernel_size, self.strides)]

    def __repr__(self) -> str:
        strides = f", strides={self.strides}" if self.strides != 1 else ""
        padding = ', padding="same"' if self.padding == "same" else ""
        activation = ', activation="relu"' if self.activation else ""
        return f"Conv2D({self.filters}, {self.kernel_size}{strides}{padding}{activation})"

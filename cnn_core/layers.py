"""The layers a network is made of.

Each layer is a pair of functions. `forward` computes the output; `backward` is given the gradient of the loss with
respect to that output, and returns it with respect to the input, leaving the gradients of its parameters in `grads`.
Shapes are without the number of samples n until an array is meant: input_shape (8, 8, 1), but x (n, 8, 8, 1).
"""

import operator
from typing import Any, Literal, NoReturn, SupportsIndex, TypeAlias

import numpy as np

from cnn_core import ops
from cnn_core.arrays import Array, Padding, Shape
from cnn_core.errors import HyperparameterError, ShapeError, StateError
from cnn_core.shapes import count, output_size
from cnn_core.weights import he_normal

Activation: TypeAlias = Literal["relu"] | None


class Layer:
    """What all layers have in common. A layer of your own needs `forward` and `backward`.

    Attributes:
        params: parameters by name, such as "kernel"; change them, or put another array in their place, at any time.
        grads: the gradient of each parameter after `backward`, by the same names.
        needs_input_grad: whether `backward` has to work out the gradient of its input; off, it may return None.
        input_shape: shape of one input, known once the layer is built.
        output_shape: shape of one output, known once the layer is built.

    Example:
        >>> class Double(Layer):
        ...     def forward(self, x, training=False):
        ...         return 2 * x
        ...
        ...     def backward(self, grad_output):
        ...         return 2 * grad_output
    """

    def __init__(self) -> None:
        self.params: dict[str, Array] = {}
        self.grads: dict[str, Array] = {}
        self.needs_input_grad = True
        self.input_shape: Shape | None = None
        self.output_shape: Shape | None = None
        self.activation: ReLU | None = None
        self._cache: Any = None

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the output for `x`, whose first axis counts samples, and keep what `backward` needs."""
        raise NotImplementedError(f"{type(self).__name__} has no forward pass")

    def backward(self, grad_output: Array) -> Array | None:
        """Return the gradient of the input, given that of the output; put those of the parameters into `grads`."""
        raise NotImplementedError(f"{type(self).__name__} has no backward pass")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output. A layer that changes the shape says so here."""
        return input_shape

    def param_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Return the shape of each parameter. A layer with parameters names them here."""
        return {}

    def windows(self) -> list[tuple[int, int]]:
        """Return (size, strides) of each window that slides over the input."""
        return []

    def build(self, input_shape: Shape, rng: np.random.Generator) -> Shape:
        """Make the parameters for inputs of `input_shape`: kernels drawn by `he_normal`, biases 0.

        Returns:
            The shape of one output.

        Raises:
            ShapeError: when inputs of that shape can't be taken.
        """
        input_shape = tuple(input_shape)
        output_shape = self.compute_output_shape(input_shape)
        self.params = {
            name: np.zeros(shape, np.float32) if name == "bias" else he_normal(shape, rng)
            for name, shape in self.param_shapes(input_shape).items()
        }
        self.grads = {}
        self._cache = None
        self.input_shape, self.output_shape = input_shape, output_shape
        if self.activation is not None:
            self.activation.build(output_shape, rng)
        return output_shape

    def count_params(self, input_shape: Shape) -> int:
        """Return the number of parameters the layer would have for inputs of `input_shape`."""
        return sum(count(shape) for shape in self.param_shapes(tuple(input_shape)).values())

    @property
    def num_params(self) -> int:
        """Number of parameters."""
        return sum(param.size for param in self.params.values())

    def _expect(self, x: Array) -> None:
        """Refuse inputs that are not of the shape the layer was built for."""
        if self.input_shape is None:
            raise StateError(f"{self} has no weights yet: build it, or put it into a Sequential")
        if np.ndim(x) == 0 or x.shape[1:] != self.input_shape:
            sizes = ", ".join(map(str, self.input_shape))
            raise ShapeError(f"{self} expected an input of shape (n, {sizes}), got {np.shape(x)}")

    def _expect_gradient(self, grad_output: Array) -> None:
        """Refuse a gradient before any forward pass, or of a shape that no output has."""
        if self._cache is None:
            raise StateError(f"{self} can't go backward before it went forward")
        if np.ndim(grad_output) == 0 or grad_output.shape[1:] != self.output_shape:
            sizes = ", ".join(map(str, self.output_shape or ()))
            raise ShapeError(f"{self} expected a gradient of shape (n, {sizes}), got {np.shape(grad_output)}")

    def _refuse_input(self, input_shape: Shape, expected: str) -> NoReturn:
        raise ShapeError(f"{self} expected inputs of shape {expected}, got {tuple(input_shape)}")


class Conv2D(Layer):
    r"""Slides `filters` small kernels over an image, each giving one map of where its pattern is.

    $$ y_{i,j,f} = b_f + \sum_{u,v,c} x_{iS+u,\; jS+v,\; c} \; w_{u,v,c,f} $$

    As in all such libraries this is cross-correlation: the kernel is not turned around.

    Args:
        filters: number of kernels, the channels of the output.
        kernel_size: k; each kernel is k × k pixels and as deep as the input.
        strides: S, pixels from one position of the kernel to the next.
        padding: "valid" keeps the kernel inside the image; "same" adds zeros around, so that with strides 1 the
            output is as large as the input (and ⌈size / S⌉ otherwise, as in Keras).
        activation: "relu" to put a ReLU after it; `Sequential` makes that a layer of its own.

    Input shape:
        (n, h, w, c)

    Output shape:
        (n, h_out, w_out, filters), see `shapes.output_size`.

    Raises:
        HyperparameterError: when an argument is not a positive whole number or not one of those named.
        ShapeError: when built for something other than images, or for images smaller than the kernel.

    Example:
        >>> layer = Conv2D(4, 3)
        >>> layer.build((8, 8, 1), np.random.default_rng(1))
        (6, 6, 4)
        >>> layer.forward(np.zeros((32, 8, 8, 1), np.float32)).shape
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
        self.filters = _positive("filters", filters)
        self.kernel_size = _positive("kernel_size", kernel_size)
        self.strides = _positive("strides", strides)
        if padding not in ("valid", "same"):
            raise HyperparameterError(f'padding must be "valid" or "same", got {padding!r}')
        self.padding = padding
        self.activation = _activation(activation)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the maps, (n, h_out, w_out, filters).

        Every patch of x is written out as a row, every kernel as a column; one matrix product gives all the sums.
        """
        self._expect(x)
        y, self._cache = ops.conv2d_forward(
            x, self.params["kernel"], self.params["bias"], self.strides, self.padding
        )
        return y if self.activation is None else self.activation.forward(y)

    def backward(self, grad_output: Array) -> Array | None:
        r"""Return the gradient of x, (n, h, w, c).

        A weight takes part in every position, so its gradient is the sum over all of them, in all samples; the
        bias is added everywhere, so its gradient is the sum of all gradients:

        $$ \frac{\partial L}{\partial w_{u,v,c,f}} = \sum_{n,i,j} x_{iS+u,\; jS+v,\; c} \; g_{i,j,f} \qquad
           \frac{\partial L}{\partial b_f} = \sum_{n,i,j} g_{i,j,f} $$

        A pixel p takes part in every patch it lies in: patch i saw it through the weight u = p − iS. Collecting
        what comes back along those ways is the full convolution with the turned kernel:

        $$ \frac{\partial L}{\partial x_{p,q,c}} = \sum_{i,j,f} g_{i,j,f} \; w_{p-iS,\; q-jS,\; c,\; f} $$
        """
        self._expect_gradient(grad_output)
        if self.activation is not None:
            grad_output = self.activation.backward(grad_output)
        grad_x, self.grads["kernel"], self.grads["bias"] = ops.conv2d_backward(
            grad_output, self._cache, self.needs_input_grad
        )
        return grad_x

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (h_out, w_out, filters)."""
        if len(input_shape) != 3:
            self._refuse_input(input_shape, "(h, w, c)")
        h, w, _ = input_shape
        if self.padding == "valid" and min(h, w) < self.kernel_size:
            k = self.kernel_size
            raise ShapeError(
                f'{self} does not fit: a {k} × {k} kernel in {h} × {w} pixels (padding "same" would help)'
            )
        return (
            output_size(h, self.kernel_size, self.strides, self.padding),
            output_size(w, self.kernel_size, self.strides, self.padding),
            self.filters,
        )

    def param_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Return the shapes of kernel, (k, k, c, filters), and bias, (filters,)."""
        k = self.kernel_size
        return {"kernel": (k, k, input_shape[-1], self.filters), "bias": (self.filters,)}

    def windows(self) -> list[tuple[int, int]]:
        """Return (kernel_size, strides)."""
        return [(self.kernel_size, self.strides)]

    def __repr__(self) -> str:
        strides = f", strides={self.strides}" if self.strides != 1 else ""
        padding = ', padding="same"' if self.padding == "same" else ""
        return f"Conv2D({self.filters}, {self.kernel_size}{strides}{padding}{_suffix(self)})"


class MaxPool2D(Layer):
    r"""Keeps the largest value of each window, channel by channel: whether a pattern is there, not where exactly.

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
        >>> layer = MaxPool2D(2)
        >>> layer.build((4, 4, 1), np.random.default_rng(1))
        (2, 2, 1)
        >>> x = np.array([[1, 3, 0, 2], [2, 4, 1, 3], [5, 1, 3, 1], [0, 2, 4, 0]], np.float32)
        >>> layer.forward(x[None, :, :, None])[0, :, :, 0]
        array([[4., 3.],
               [5., 4.]], dtype=float32)
    """

    def __init__(self, pool_size: int = 2, strides: int | None = None) -> None:
        super().__init__()
        self.pool_size = _positive("pool_size", pool_size)
        self.strides = self.pool_size if strides is None else _positive("strides", strides)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the maxima, (n, h_out, w_out, c)."""
        self._expect(x)
        y, self._cache = ops.max_pool2d_forward(x, self.pool_size, self.strides)
        return y

    def backward(self, grad_output: Array) -> Array:
        r"""Return the gradient of x, (n, h, w, c).

        Only the largest value of a window has a say in the output, so it gets the whole gradient, the others none:

        $$ \frac{\partial L}{\partial x_{p,q,c}} = \sum_{i,j \,:\, (p,q) = \operatorname{argmax}_{i,j}} g_{i,j,c} $$

        Of equal values it is the first, row by row.
        """
        self._expect_gradient(grad_output)
        return ops.max_pool2d_backward(grad_output, self._cache)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (h_out, w_out, c)."""
        if len(input_shape) != 3:
            self._refuse_input(input_shape, "(h, w, c)")
        h, w, c = input_shape
        if min(h, w) < self.pool_size:
            k = self.pool_size
            raise ShapeError(f"{self} does not fit: a {k} × {k} window in {h} × {w} pixels")
        return output_size(h, self.pool_size, self.strides), output_size(w, self.pool_size, self.strides), c

    def windows(self) -> list[tuple[int, int]]:
        """Return (pool_size, strides)."""
        return [(self.pool_size, self.strides)]

    def __repr__(self) -> str:
        strides = f", strides={self.strides}" if self.strides != self.pool_size else ""
        return f"MaxPool2D({self.pool_size}{strides})"


class ReLU(Layer):
    r"""Lets positive values through and makes all others 0.

    $$ y = \max(0, x) $$

    Input shape:
        any

    Output shape:
        that of the input

    Example:
        >>> layer = ReLU()
        >>> layer.build((3,), np.random.default_rng(1))
        (3,)
        >>> layer.forward(np.array([[-2.0, 0.0, 3.0]]))
        array([[0., 0., 3.]])
        >>> layer.backward(np.array([[1.0, 1.0, 1.0]]))
        array([[0., 0., 1.]])
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return max(0, x)."""
        self._expect(x)
        y, self._cache = ops.relu_forward(x)
        return y

    def backward(self, grad_output: Array) -> Array:
        r"""Return the gradient of x: a gate, open where x was positive.

        $$ \frac{\partial L}{\partial x} = g \cdot [x > 0] $$

        At 0, where ReLU has no derivative, the gate is closed.
        """
        self._expect_gradient(grad_output)
        return ops.relu_backward(grad_output, self._cache)

    def __repr__(self) -> str:
        return "ReLU()"


class Flatten(Layer):
    """Writes each sample's values in one row: rows, then columns, then channels. Nothing is computed.

    Input shape:
        any, (n, h, w, c) as a rule

    Output shape:
        (n, h·w·c)

    Example:
        >>> Flatten().build((3, 3, 4), np.random.default_rng(1))
        (36,)
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return x as (n, h·w·c)."""
        self._expect(x)
        self._cache = x.shape
        return x.reshape(len(x), count(x.shape[1:]))

    def backward(self, grad_output: Array) -> Array:
        """Return the gradient in the shape of x."""
        self._expect_gradient(grad_output)
        return grad_output.reshape(self._cache)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (h·w·c,)."""
        return (count(input_shape),)

    def __repr__(self) -> str:
        return "Flatten()"


class Dense(Layer):
    r"""Connects every input with every one of its `units`.

    $$ y_u = b_u + \sum_i x_i \, w_{i,u} \qquad\text{for all samples at once:}\quad Y = XW + b $$

    Args:
        units: number of outputs.
        activation: "relu" to put a ReLU after it; `Sequential` makes that a layer of its own.

    Input shape:
        (n, inputs)

    Output shape:
        (n, units)

    Raises:
        HyperparameterError: when `units` is not a positive whole number, or the activation not one of those named.
        ShapeError: when built for inputs that are not flat.

    Example:
        >>> layer = Dense(16)
        >>> layer.build((36,), np.random.default_rng(1))
        (16,)
        >>> layer.num_params
        592
    """

    def __init__(self, units: int, activation: Activation = None) -> None:
        super().__init__()
        self.units = _positive("units", units)
        self.activation = _activation(activation)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return XW + b, (n, units)."""
        self._expect(x)
        y, self._cache = ops.dense_forward(x, self.params["kernel"], self.params["bias"])
        return y if self.activation is None else self.activation.forward(y)

    def backward(self, grad_output: Array) -> Array | None:
        r"""Return the gradient of x, (n, inputs).

        The weight from i to u multiplied x_i and added to y_u, so with G the gradients of all samples' outputs:

        $$ \frac{\partial L}{\partial W} = X^T G \qquad \frac{\partial L}{\partial b} = \sum_n G_n \qquad
           \frac{\partial L}{\partial X} = G \, W^T $$
        """
        self._expect_gradient(grad_output)
        if self.activation is not None:
            grad_output = self.activation.backward(grad_output)
        grad_x, self.grads["kernel"], self.grads["bias"] = ops.dense_backward(
            grad_output, self._cache, self.needs_input_grad
        )
        return grad_x

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (units,)."""
        if len(input_shape) != 1:
            self._refuse_input(input_shape, "(inputs,); put Flatten() before it")
        return (self.units,)

    def param_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Return the shapes of kernel, (inputs, units), and bias, (units,)."""
        return {"kernel": (input_shape[-1], self.units), "bias": (self.units,)}

    def __repr__(self) -> str:
        return f"Dense({self.units}{_suffix(self)})"


def _positive(name: str, value: SupportsIndex) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = 0
    if number < 1 or isinstance(value, bool):
        raise HyperparameterError(f"{name} must be a whole number of at least 1, got {value!r}")
    return number


def _activation(name: Activation) -> ReLU | None:
    if name not in (None, "relu"):
        raise HyperparameterError(f'activation must be None or "relu", got {name!r}')
    return ReLU() if name == "relu" else None


def _suffix(layer: Layer) -> str:
    return ', activation="relu"' if layer.activation is not None else ""

"""The residual block."""

from collections.abc import Iterator, MutableMapping, Sequence

import numpy as np

from cnn_core.arrays import Array, Shape
from cnn_core.errors import HyperparameterError, ShapeError, StateError
from cnn_core.layers.layer import Layer
from cnn_core.layers.stack import ByName, build_stack, check_layers, unique_names
from cnn_core.shapes import trace_shapes


class Residual(Layer):
    r"""Adds its input to what its layers make of it, so that they only have to learn the difference.

    $$ y = F(x) + x $$

    F is the layers, one after the other. To reach H(x) they learn the residual F(x) = H(x) − x; to let x
    through unchanged, which deep networks often need, they have to learn no more than 0. Put a `ReLU` after
    the block, as the paper does. From He, Zhang, Ren & Sun, "Deep Residual Learning for Image Recognition"
    (2015), equations 1 and 2.

    Args:
        layers: F, first to last.
        shortcut: layers that x passes through on its way to the sum, where F changes its shape: as a rule
            `[Conv2D(filters, 1, strides)]`. Without any, x is added as it is.
        zero_init: whether the last kernel of F starts at 0, so that the block lets x through until it has
            learned better. Without it or batch normalization, each block's output is larger than its input.
            From Goyal et al., "Accurate, Large Minibatch SGD" (2017), section 5.1, who do so with the scale
            of a batch normalization.

    Attributes:
        params, grads, state: those of all layers inside, by names such as "conv2d.kernel" and
            "shortcut.conv2d.kernel".

    Input shape:
        that of the first layer

    Output shape:
        that of the last layer

    Raises:
        HyperparameterError: when there are no layers, or one is none, or is there twice.
        ShapeError: when built for inputs that a layer can't take, or for which the shapes of the sum differ.

    Example:
        >>> from cnn_core import Conv2D, ReLU
        >>> block = Residual([Conv2D(4, 3, padding="same"), ReLU(), Conv2D(4, 3, padding="same")])
        >>> block.build((8, 8, 4), np.random.default_rng(1))
        (8, 8, 4)
        >>> list(block.params), block.num_params
        (['conv2d.kernel', 'conv2d.bias', 'conv2d_1.kernel', 'conv2d_1.bias'], 296)
    """

    def __init__(
        self, layers: Sequence[Layer], shortcut: Sequence[Layer] | None = None, zero_init: bool = False
    ) -> None:
        self.layers = list(layers)
        self.zero_init = zero_init
        self.shortcut = list(shortcut or ())
        check_layers([*self.layers, *self.shortcut])
        if not self.layers:
            raise HyperparameterError("a residual block needs at least one layer besides its shortcut")
        super().__init__()

    def build(self, input_shape: Shape, rng: np.random.Generator) -> Shape:
        """Build the layers inside; one with an activation becomes two, as in `Sequential`."""
        input_shape = tuple(input_shape)
        output_shape = self.compute_output_shape(input_shape)
        self.layers, _ = build_stack(self.layers, input_shape, rng)
        self.shortcut, _ = build_stack(self.shortcut, input_shape, rng)
        if self.zero_init:
            kernels = [name for name in ByName(_named(self.layers), "params") if name.endswith("kernel")]
            if not kernels:
                raise HyperparameterError("there is no kernel in the block to start at 0")
            ByName(_named(self.layers), "params")[kernels[-1]][...] = 0
        self._cache = None
        self.input_shape, self.output_shape = input_shape, output_shape
        return output_shape

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return F(x) + x."""
        if x.shape[1:] != self.input_shape:
            self._refuse_input(x)
        self._cache = x.shape
        return _through(self.layers, x, training) + _through(self.shortcut, x, training)

    def backward(self, grad_output: Array) -> Array:
        r"""Return the gradient of x.

        A sum passes its gradient g on to both sides unchanged. One copy goes back through the layers; the
        other goes straight past them, however deep they are, and the two meet at x:

        $$ \frac{\partial L}{\partial x} = g \, \frac{\partial F}{\partial x} + g $$
        """
        if self._cache is None or grad_output.shape[1:] != self.output_shape:
            self._refuse_gradient(grad_output)
        return _back(self.layers, grad_output) + _back(self.shortcut, grad_output)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the sum."""
        through, past = (
            ([input_shape] + [row.output_shape for row in trace_shapes(path, input_shape)])[-1]
            for path in (self.layers, self.shortcut)
        )
        if through != past:
            raise ShapeError(
                f"a residual block can't add {past}, its shortcut, to {through}, what its layers give"
            )
        return through

    def param_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Return the shapes of the parameters of all layers inside, by their names."""
        shapes = {}
        for prefix, path in (("", self.layers), ("shortcut.", self.shortcut)):
            shape = input_shape
            for name, layer in zip(unique_names(path), path, strict=True):
                for param, param_shape in layer.param_shapes(shape).items():
                    shapes[f"{prefix}{name}.{param}"] = param_shape
                shape = layer.compute_output_shape(shape)
        return shapes

    def windows(self) -> list[tuple[int, int]]:
        """Return those of the layers, which see farther than the shortcut."""
        return [window for layer in self.layers for window in layer.windows()]

    def named_layers(self) -> Iterator[tuple[str, Layer]]:
        """Return (name, layer) of the layers inside: "conv2d", ..., then "shortcut.conv2d", ..."""
        yield from _named(self.layers)
        for name, layer in zip(unique_names(self.shortcut), self.shortcut, strict=True):
            yield f"shortcut.{name}", layer

    def undo(self) -> None:
        """Have each layer undo what its last forward pass in training changed."""
        for _, layer in self.named_layers():
            layer.undo()

    @property
    def params(self) -> MutableMapping[str, Array]:
        """The parameters of all layers inside; what is put here is put into the layer."""
        return ByName(self.named_layers(), "params")

    @params.setter
    def params(self, arrays: MutableMapping[str, Array]) -> None:
        self.params.update(arrays)

    @property
    def grads(self) -> MutableMapping[str, Array]:
        """The gradients of the last backward pass, by the names of their parameters."""
        return ByName(self.named_layers(), "grads")

    @grads.setter
    def grads(self, arrays: MutableMapping[str, Array]) -> None:
        self.grads.update(arrays)

    @property
    def state(self) -> MutableMapping[str, Array]:
        """What the layers inside remember besides their parameters."""
        return ByName(self.named_layers(), "state")

    @state.setter
    def state(self, arrays: MutableMapping[str, Array]) -> None:
        self.state.update(arrays)

    def __repr__(self) -> str:
        shortcut = f", shortcut={self.shortcut}" if self.shortcut else ""
        return f"Residual({self.layers}{shortcut}{', zero_init=True' if self.zero_init else ''})"


def _named(layers: Sequence[Layer]) -> Iterator[tuple[str, Layer]]:
    return zip(unique_names(layers), layers, strict=True)


def _through(layers: Sequence[Layer], x: Array, training: bool) -> Array:
    for layer in layers:
        x = layer.forward(x, training)
    return x


def _back(layers: Sequence[Layer], gradient: Array) -> Array:
    for layer in reversed(layers):
        grad_input = layer.backward(gradient)
        if grad_input is None:
            raise StateError(f"the backward of {layer} returned no gradient of its input")
        gradient = grad_input
    return gradient

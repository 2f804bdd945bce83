"""Four networks that made history, as records: shapes and parameter counts, without a single weight.

Activations, dropout and local response normalization are left out: they change no shape and have no
parameters.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cnn_core.arrays import Padding, Shape
from cnn_core.errors import ShapeError
from cnn_core.shapes import LayerShape, count, output_size, trace_shapes


@dataclass(frozen=True)
class Record:
    """A layer that neither changes the shape nor has parameters, unless a subclass says so."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output."""
        return input_shape

    def count_params(self, input_shape: Shape) -> int:
        """Return the number of parameters."""
        return 0

    def windows(self) -> list[tuple[int, int]]:
        """Return (size, stride) of each window that slides over the input."""
        return []

    @property
    def depth(self) -> int:
        """Layers with weights that a signal passes through here."""
        return 0


@dataclass(frozen=True)
class Conv(Record):
    """A convolution of `filters` kernels; with `groups`, each sees only its share of the input's channels."""

    filters: int
    kernel: int
    stride: int = 1
    padding: int | Padding = 0
    groups: int = 1
    bias: bool = True

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (h_out, w_out, filters)."""
        h, w, c = input_shape
        if c % self.groups or self.filters % self.groups:
            raise ShapeError(
                f"{c} channels and {self.filters} filters don't divide into {self.groups} groups"
            )
        h_out, w_out = (output_size(size, self.kernel, self.stride, self.padding) for size in (h, w))
        return h_out, w_out, self.filters

    def count_params(self, input_shape: Shape) -> int:
        """Return k · k · c / groups · filters, and as many biases as filters."""
        return (self.kernel**2 * input_shape[-1] // self.groups + self.bias) * self.filters

    def windows(self) -> list[tuple[int, int]]:
        """Return (kernel, stride)."""
        return [(self.kernel, self.stride)]

    @property
    def depth(self) -> int:
        """Return 1."""
        return 1


@dataclass(frozen=True)
class Pool(Record):
    """Pooling, of whatever kind."""

    kernel: int
    stride: int
    padding: int | Padding = 0

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (h_out, w_out, c)."""
        h, w, c = input_shape
        h_out, w_out = (output_size(size, self.kernel, self.stride, self.padding) for size in (h, w))
        return h_out, w_out, c

    def windows(self) -> list[tuple[int, int]]:
        """Return (kernel, stride)."""
        return [(self.kernel, self.stride)]


@dataclass(frozen=True)
class GlobalPool(Record):
    """The mean of each channel."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (c,)."""
        return (input_shape[-1],)


@dataclass(frozen=True)
class BatchNorm(Record):
    """Batch normalization: a scale and a shift for each channel."""

    def count_params(self, input_shape: Shape) -> int:
        """Return 2 · c."""
        return 2 * input_shape[-1]


@dataclass(frozen=True)
class FullyConnected(Record):
    """A dense layer, which takes maps as one row."""

    units: int

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (units,)."""
        return (self.units,)

    def count_params(self, input_shape: Shape) -> int:
        """Return (inputs + 1) · units."""
        return (count(input_shape) + 1) * self.units

    @property
    def depth(self) -> int:
        """Return 1."""
        return 1


@dataclass(frozen=True)
class Residual(Record):
    """A block whose input is added to its output, through `shortcut` where the shapes differ."""

    body: tuple[Record, ...]
    shortcut: tuple[Record, ...] = ()

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the sum."""
        through, past = (_last_shape(path, input_shape) for path in (self.body, self.shortcut))
        if through != past:
            raise ShapeError(f"a residual block can't add {past} to {through}")
        return through

    def count_params(self, input_shape: Shape) -> int:
        """Return the parameters of body and shortcut."""
        return sum(
            row.params for path in (self.body, self.shortcut) for row in trace_shapes(path, input_shape)
        )

    def windows(self) -> list[tuple[int, int]]:
        """Return those of the body, which sees farther than the shortcut."""
        return [window for layer in self.body for window in layer.windows()]

    @property
    def depth(self) -> int:
        """Layers with weights in the body; a shortcut's is not counted, as usual."""
        return sum(layer.depth for layer in self.body)


@dataclass(frozen=True)
class Architecture:
    """A network as it was published.

    Example:
        >>> f"{vgg16.num_params:,}", vgg16.depth, vgg16.trace()[-1].output_shape
        ('138,357,544', 16, (1000,))
    """

    name: str
    year: int
    input_shape: Shape
    layers: tuple[Record, ...]

    def trace(self) -> list[LayerShape]:
        """Return what comes out of each layer, and its number of parameters."""
        return trace_shapes(self.layers, self.input_shape)

    @property
    def num_params(self) -> int:
        """Number of parameters."""
        return sum(row.params for row in self.trace())

    @property
    def depth(self) -> int:
        """Layers with weights from input to output: convolutions and fully connected layers."""
        return sum(layer.depth for layer in self.layers)


def _last_shape(layers: tuple[Record, ...], input_shape: Shape) -> Shape:
    rows = trace_shapes(layers, input_shape)
    return rows[-1].output_shape if rows else input_shape


def _alexnet(name: str, groups: int) -> Architecture:
    return Architecture(
        name,
        2012,
        (227, 227, 3),  # the paper's 224 does not come out even; 227 is what its numbers are of
        (
            Conv(96, 11, stride=4),
            Pool(3, 2),
            Conv(256, 5, padding=2, groups=groups),
            Pool(3, 2),
            Conv(384, 3, padding=1),
            Conv(384, 3, padding=1, groups=groups),
            Conv(256, 3, padding=1, groups=groups),
            Pool(3, 2),
            FullyConnected(4096),
            FullyConnected(4096),
            FullyConnected(1000),
        ),
    )


def _vgg_block(convolutions: int, filters: int) -> tuple[Record, ...]:
    return (*(Conv(filters, 3, padding=1) for _ in range(convolutions)), Pool(2, 2))


def bottleneck(filters: int, stride: int = 1, projection: bool = False) -> Residual:
    """Return ResNet's block of 1 × 1, 3 × 3 and 1 × 1, with four times as many channels at its end.

    Args:
        filters: of the first two convolutions.
        stride: of the 3 × 3 convolution.
        projection: whether the shortcut is a 1 × 1 convolution, for where the block changes the shape.
    """
    body = (
        *(Conv(filters, 1, bias=False), BatchNorm()),
        *(Conv(filters, 3, stride=stride, padding=1, bias=False), BatchNorm()),
        *(Conv(4 * filters, 1, bias=False), BatchNorm()),
    )
    return Residual(body, (Conv(4 * filters, 1, stride, bias=False), BatchNorm()) if projection else ())


def _bottlenecks(blocks: int, filters: int, stride: int) -> Iterator[Residual]:
    """Yield the blocks of one stage; the first changes the shape."""
    for block in range(blocks):
        yield bottleneck(filters, stride if block == 0 else 1, projection=block == 0)


# LeCun, Bottou, Bengio & Haffner, "Gradient-Based Learning Applied to Document Recognition" (1998), as
# usually coded: the second convolution sees all six maps, pooling has no parameters, the output is a plain
# dense layer.
lenet5 = Architecture(
    "LeNet-5",
    1998,
    (32, 32, 1),
    (
        *(Conv(6, 5), Pool(2, 2)),
        *(Conv(16, 5), Pool(2, 2)),
        *(FullyConnected(120), FullyConnected(84), FullyConnected(10)),
    ),
)

# Krizhevsky, Sutskever & Hinton, "ImageNet Classification with Deep Convolutional Neural Networks" (2012).
# Its layers were split over two processors, hence the groups.
alexnet = _alexnet("AlexNet", groups=2)
alexnet_ungrouped = _alexnet("AlexNet without groups", groups=1)

# Simonyan & Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (2014),
# configuration D.
vgg16 = Architecture(
    "VGG-16",
    2014,
    (224, 224, 3),
    (
        *(*_vgg_block(2, 64), *_vgg_block(2, 128)),
        *(*_vgg_block(3, 256), *_vgg_block(3, 512), *_vgg_block(3, 512)),
        *(FullyConnected(4096), FullyConnected(4096), FullyConnected(1000)),
    ),
)

# He, Zhang, Ren & Sun, "Deep Residual Learning for Image Recognition" (2015), table 1. As in most
# implementations since, the 3 × 3 convolution of a block has the stride; the counts are the same either way.
resnet50 = Architecture(
    "ResNet-50",
    2015,
    (224, 224, 3),
    (
        *(Conv(64, 7, stride=2, padding=3, bias=False), BatchNorm(), Pool(3, 2, padding=1)),
        *(*_bottlenecks(3, 64, stride=1), *_bottlenecks(4, 128, stride=2)),
        *(*_bottlenecks(6, 256, stride=2), *_bottlenecks(3, 512, stride=2)),
        *(GlobalPool(), FullyConnected(1000)),
    ),
)

"""Stacks of layers as readers put them together: plain dicts, read into layers that know their sizes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cnn_core import architectures
from cnn_core.architectures import Architecture, BatchNorm, Conv, FullyConnected, GlobalPool, Pool, Record
from cnn_core.arrays import Padding, Shape
from cnn_core.explain.arguments import read_choice, read_integer
from cnn_core.explain.errors import ExplainError
from cnn_core.layers import Flatten
from cnn_core.shapes import Shaped

Spec = dict[str, Any]

MAX_LAYERS = 40
MAX_WINDOW = 64


@dataclass(frozen=True)
class Field:
    """A number of a layer that the reader sets."""

    name: str
    label: str
    default: int
    minimum: int = 1
    maximum: int = MAX_WINDOW


KERNEL = Field("kernel", "Kernel", 3)
STRIDE = Field("stride", "Stride", 1)
PADDING = Field("padding", "Padding", 0, minimum=0)

KINDS: dict[str, tuple[str, tuple[Field, ...]]] = {
    "conv": ("Convolution", (Field("filters", "Filters", 8, maximum=4096), KERNEL, STRIDE, PADDING)),
    "pool": ("Pooling", (Field("kernel", "Window", 2), Field("stride", "Stride", 2), PADDING)),
    "global_pool": ("Global average", ()),
    "flatten": ("Flatten", ()),
    "dense": ("Dense", (Field("units", "Neurons", 10, maximum=100_000),)),
    "batch_norm": ("Batch norm", ()),
    "bottleneck": ("Residual block", (Field("filters", "Filters", 16, maximum=1024), STRIDE)),
}


def read_stack(layers: object) -> list[Spec]:
    """Return the layers a reader put together, each number checked.

    Raises:
        ExplainError: for the field "layers", or "layers[2].kernel" for one number.
    """
    if not isinstance(layers, list | tuple) or not all(isinstance(spec, Mapping) for spec in layers):
        raise ExplainError("The layers must be a list.", "layers")
    if len(layers) > MAX_LAYERS:
        raise ExplainError(f"There is room for {MAX_LAYERS} layers; these are {len(layers)}.", "layers")
    return [_read_spec(spec, f"layers[{index}]") for index, spec in enumerate(layers)]


def _read_spec(spec: Mapping[str, Any], field: str) -> Spec:
    kind = read_choice(spec.get("kind"), f"{field}.kind", "The kind of layer", KINDS)
    read: Spec = {"kind": kind}
    for one in KINDS[kind][1]:
        read[one.name] = _read_field(spec.get(one.name, one.default), one, f"{field}.{one.name}")
    if kind == "conv":
        read["groups"] = read_integer(spec.get("groups", 1), f"{field}.groups", "Groups", 1, 64)
        read["bias"] = spec.get("bias", True) is True
    return read


def _read_field(value: object, one: Field, field: str) -> int | Padding:
    if one is not PADDING:
        return read_integer(value, field, one.label, one.minimum, one.maximum)
    if isinstance(value, str) and value.strip().lower() == "same":
        return "same"
    try:
        return read_integer(value, field, one.label, one.minimum, one.maximum)
    except ExplainError as error:
        raise ExplainError(f"{str(error).rstrip('.')}; or the word “same”.", field) from None


def layer_of(spec: Spec, input_shape: Shape) -> Shaped:
    """Return the layer of a spec that `read_stack` has read."""
    match spec["kind"]:
        case "conv":
            arguments = (spec["stride"], spec["padding"], spec["groups"], spec["bias"])
            return Conv(spec["filters"], spec["kernel"], *arguments)
        case "pool":
            return Pool(spec["kernel"], spec["stride"], spec["padding"])
        case "global_pool":
            return GlobalPool()
        case "flatten":
            return Flatten()
        case "dense":
            return FullyConnected(spec["units"])
        case "batch_norm":
            return BatchNorm()
    changes_shape = spec["stride"] != 1 or input_shape[-1] != 4 * spec["filters"]
    return architectures.bottleneck(spec["filters"], spec["stride"], changes_shape)


@dataclass(frozen=True)
class Stack:
    """An example: an input, and layers on it."""

    label: str
    input_shape: Shape
    layers: tuple[Spec, ...]


def _conv(filters: int, kernel: int = 3, padding: int | Padding = 0) -> Spec:
    return {"kind": "conv", "filters": filters, "kernel": kernel, "stride": 1, "padding": padding}


def _dense(units: int) -> Spec:
    return {"kind": "dense", "units": units}


POOL: Spec = {"kind": "pool", "kernel": 2, "stride": 2, "padding": 0}
FLATTEN: Spec = {"kind": "flatten"}


def _published(architecture: Architecture) -> Stack:
    layers = tuple(_specs_of(architecture.layers))
    return Stack(f"{architecture.name}, {architecture.year}", architecture.input_shape, layers)


def _specs_of(layers: Iterable[Record]) -> Iterable[Spec]:
    """Yield specs of records; where these flatten without saying so, a Flatten says it."""
    is_flat = False
    for layer in layers:
        match layer:
            case Conv():
                yield {
                    **_conv(layer.filters, layer.kernel, layer.padding),
                    "stride": layer.stride,
                    "groups": layer.groups,
                    "bias": layer.bias,
                }
            case Pool():
                yield {
                    **POOL,
                    "kernel": layer.kernel,
                    "stride": layer.stride,
                    "padding": layer.padding,
                }
            case GlobalPool():
                is_flat = True
                yield {"kind": "global_pool"}
            case FullyConnected():
                if not is_flat:
                    yield FLATTEN
                is_flat = True
                yield _dense(layer.units)
            case BatchNorm():
                yield {"kind": "batch_norm"}
            case architectures.Residual(body=(Conv() as first, _, Conv() as second, *_)):
                yield {"kind": "bottleneck", "filters": first.filters, "stride": second.stride}


STACKS = {
    "lesson-4": Stack("8 × 8 sketches", (8, 8, 1), (_conv(4), POOL, FLATTEN, _dense(16), _dense(4))),
    "lesson-6": Stack(
        "28 × 28 sketches", (28, 28, 1), (_conv(8), POOL, _conv(16), POOL, FLATTEN, _dense(10))
    ),
    "start-224": Stack(
        "Start of a 224 × 224 net", (224, 224, 3), (_conv(64, padding=1), POOL, _conv(128, padding=1))
    ),
    "lesson-10": Stack(
        "32 × 32 color",
        (32, 32, 3),
        (
            *(_conv(16, padding="same"), _conv(16, padding="same"), POOL),
            *(_conv(32, padding="same"), _conv(32, padding="same"), POOL),
            *(FLATTEN, _dense(10)),
        ),
    ),
    "lenet-5": _published(architectures.lenet5),
    "alexnet": _published(architectures.alexnet),
    "vgg-16": _published(architectures.vgg16),
    "resnet-50": _published(architectures.resnet50),
}

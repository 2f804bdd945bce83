"""How far a value sees: by formula, and by sending ones back through the library's own layers."""

from typing import Any

import numpy as np

from cnn_core.arrays import Array
from cnn_core.explain.arguments import read_integer
from cnn_core.explain.errors import ExplainError
from cnn_core.explain.stacks import KINDS, Spec, read_stack
from cnn_core.explain.wording import counted, grouped
from cnn_core.layers import AvgPool2D, Conv2D, Layer
from cnn_core.model import Sequential
from cnn_core.shapes import ReceptiveField, trace_receptive_field

MAX_LAYERS = 8
MAX_INPUT = 64
MAX_CHANNELS = 4096
AROUND = 2  # jumps of the last layer that the image is wider than one field, so that there are neighbors


def explain_receptive_field(
    layers: object, channels: object = 64, shown: object = None, row: object = None, column: object = None
) -> dict[str, Any]:
    """Follow the receptive field through a stack of convolutions and pools, and light up one.

    Args:
        layers: dicts with `kind`, "conv" or "pool", `kernel` and `stride`.
        channels: C, of each convolution's input and output, for the count of weights.
        shown: the layer of which one value is looked at, counted from 0; the last if not given.
        row, column: that value; the middle one if not given, and the nearest there is if it is outside.

    Returns:
        `rows`, one for each layer: `name`, `size`, `jump`, `size_formula`, `jump_formula`, `output_size`;
        `input_size`, the side of the image; `shown`, `row` and `column`, as they were taken; `seen`, (h, w),
        the gradient of the input for a gradient of 1 at that value, all kernels being ones, largest 1: above
        0 where a pixel has a say in it; `top`, `left`, `measured`, the square that holds these; `lit`, their
        number; `weights`, `single`, those of the convolutions and of one that sees as far; and `texts`.

    Raises:
        ExplainError: when a number makes no sense, or the field is wider than the picture.

    Example:
        >>> conv, pool = {"kind": "conv", "kernel": 3}, {"kind": "pool", "kernel": 2, "stride": 2}
        >>> explained = explain_receptive_field([conv, conv, conv, pool])
        >>> explained["measured"], [row["size"] for row in explained["rows"]]
        (8, [3, 5, 7, 8])
        >>> explained["rows"][3]["size_formula"], explained["rows"][3]["jump_formula"]
        ('7 + (2 − 1)·1 = 8', '1·2 = 2')
    """
    specs = _read(layers)
    c = read_integer(channels, "channels", "Channels", 1, MAX_CHANNELS)
    fields = trace_receptive_field((spec["kernel"], spec["stride"]) for spec in specs)
    input_size = fields[-1].size + AROUND * fields[-1].jump
    if input_size > MAX_INPUT:
        raise ExplainError(
            f"The last values would see {fields[-1].size} pixels across, {fields[-1].jump} apart; "
            f"with its neighbors, that is more than the {MAX_INPUT} pixels of the picture.",
            "layers",
        )
    last = len(specs) - 1 if shown is None else read_integer(shown, "shown", "Layer", 0, len(specs) - 1)
    sizes = _output_sizes(specs, input_size)
    i, j = (_nearest(place, name, sizes[last]) for place, name in ((row, "row"), (column, "column")))
    seen = see(specs[: last + 1], input_size, i, j)
    lit_rows, lit_columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    top, left = int(lit_rows[0]), int(lit_columns[0])
    measured = int(lit_rows[-1]) - top + 1
    lit = int(np.count_nonzero(seen))
    costs = [_kernel_weights(spec["kernel"], 1) for spec in specs if spec["kind"] == "conv"]
    return {
        "rows": [_row(spec, index, fields, sizes) for index, spec in enumerate(specs)],
        "specs": specs,
        "input_size": input_size,
        "shown": last,
        "row": i,
        "column": j,
        "seen": seen.astype(np.float32),
        "top": top,
        "left": left,
        "measured": measured,
        "lit": lit,
        "weights": sum(costs) * c * c,
        "single": _kernel_weights(fields[-1].size, c),
        "texts": {
            "measured": _measured(fields[last], measured, lit),
            "place": f"The value in row {i + 1}, column {j + 1} of {sizes[last]} × {sizes[last]}",
            **_cost_texts(costs, fields[-1].size, c),
        },
    }


def see(specs: list[Spec], input_size: int, row: int, column: int) -> Array:
    """Return the gradient of an image for 1 at one value of the last layer, all kernels being ones: (h, w).

    Pooling takes means here. A maximum sends its gradient to one pixel of its window, but any of them can be
    the one, so the mean's window is what a maximum may depend on.
    """
    layers: list[Layer] = [
        Conv2D(1, spec["kernel"], spec["stride"])
        if spec["kind"] == "conv"
        else AvgPool2D(spec["kernel"], spec["stride"])
        for spec in specs
    ]
    model = Sequential(layers, input_shape=(input_size, input_size, 1), rng=np.random.default_rng(0))
    model.set_weights(np.ones(model.num_params))
    y = model.forward(np.zeros((1, input_size, input_size, 1)))
    gradient = np.zeros_like(y)
    gradient[0, row, column, 0] = 1
    grad_x = model.backward(gradient)
    assert grad_x is not None
    seen: Array = grad_x[0, :, :, 0] / grad_x.max()
    return seen


def _read(layers: object) -> list[Spec]:
    specs = read_stack(layers)
    if not 1 <= len(specs) <= MAX_LAYERS:
        raise ExplainError(f"Stack from 1 to {MAX_LAYERS} layers, not {len(specs)}.", "layers")
    for spec in specs:
        if spec["kind"] not in ("conv", "pool"):
            raise ExplainError("Only convolutions and pools have windows that slide.", "layers")
    return specs


def _nearest(place: object, name: str, size: int) -> int:
    if place is None:
        return (size - 1) // 2
    return min(read_integer(place, name, name.capitalize(), 0, MAX_INPUT), size - 1)


def _output_sizes(specs: list[Spec], input_size: int) -> list[int]:
    sizes = []
    size = input_size
    for spec in specs:
        size = (size - spec["kernel"]) // spec["stride"] + 1
        sizes.append(size)
    return sizes


def _row(spec: Spec, index: int, fields: list[ReceptiveField], sizes: list[int]) -> dict[str, Any]:
    before = fields[index - 1] if index else ReceptiveField(1, 1)
    after, k, s = fields[index], spec["kernel"], spec["stride"]
    return {
        "name": f"{KINDS[spec['kind']][0]} {k} × {k}" + (f", stride {s}" if s > 1 else ""),
        "size": after.size,
        "jump": after.jump,
        "size_formula": f"{before.size} + ({k} − 1)·{before.jump} = {after.size}",
        "jump_formula": f"{before.jump}·{s} = {after.jump}",
        "output_size": sizes[index],
    }


def _kernel_weights(kernel_size: int, channels: int) -> int:
    return int(np.prod(Conv2D(channels, kernel_size).param_shapes((1, 1, channels))["kernel"]))


def _measured(field: ReceptiveField, measured: int, lit: int) -> str:
    whole = "" if lit == measured**2 else f", with gaps: {counted(lit, 'pixel')} of them count"
    agreement = "as the formula says" if measured == field.size else f"but the formula says {field.size}"
    return f"Ones sent back reach {measured} × {measured} pixels{whole}, {agreement}."


def _cost_texts(costs: list[int], size: int, channels: int) -> dict[str, str]:
    total, single = sum(costs), size * size
    terms = " + ".join(map(str, costs)) if len(set(costs)) > 1 else f"{len(costs)} · {max(costs, default=0)}"
    texts = {
        "stack_cost": f"{f'{terms} = ' if len(costs) > 1 else ''}{total} C²",
        "stack_count": grouped(total * channels**2),
        "single_name": f"one {size} × {size} convolution",
        "single_cost": f"{single} C²",
        "single_count": grouped(single * channels**2),
    }
    if total == single:
        comparison = "They are the same."
    elif total < single:
        comparison = f"The stack sees as far with {100 * total / single:.0f} % of the weights."
    else:
        comparison = "Here the stack has more weights than one convolution that sees as far."
    return texts | {"cost_verdict": comparison}

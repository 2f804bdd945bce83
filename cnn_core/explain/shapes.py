"""What comes out of each layer of a stack, and how many parameters it has, with the formulas filled in."""

import math
from typing import Any

from cnn_core.arrays import Padding, Shape
from cnn_core.errors import ShapeError
from cnn_core.explain.arguments import read_integer
from cnn_core.explain.stacks import KINDS, Spec, layer_of, read_stack
from cnn_core.explain.wording import counted, decimal, grouped, shape_text
from cnn_core.shapes import count, trace_shapes

MAX_SIZE = 1024
MAX_CHANNELS = 4096
FLATTEST = 0.08  # how tall a row of numbers is drawn
DEEPEST = 12  # 2 to this power is the number of channels that is drawn as long as there is room


class MisfitError(Exception):
    """A layer can't take what comes in; says so to the reader."""


def explain_shapes(height: object, width: object, channels: object, layers: object) -> dict[str, Any]:
    """Follow an image through a stack of layers.

    Args:
        height: pixels.
        width: pixels.
        channels: 1 for gray, 3 for color.
        layers: dicts with `kind` and the numbers that kind has, see `stacks.KINDS`.

    Returns:
        `input_shape`; `rows`, one for each layer: `name`, `shape`, `shape_text`, `sizes` (formulas), `extent`
        and `depth` (how tall and how long to draw it, from 0 to 1), `params`, `params_text`, `counting` (a
        formula), `share` of all parameters, and `spec` as it was read; `total`; `depth` of the image;
        `broken`; and `texts`. At the first layer that does not fit, `broken`, its row has an `error` in place
        of sizes, and those after it have names alone; `total` is that of the layers before.

    Raises:
        ExplainError: when a number makes no sense; the field is "layers[2].kernel", say.

    Example:
        >>> dense = {"kind": "dense", "units": 10}
        >>> rows = explain_shapes(28, 28, 1, [{"kind": "conv", "filters": 8}, dense])["rows"]
        >>> rows[0]["sizes"], rows[0]["counting"]
        (['(28 − 3 + 2·0) / 1 + 1 = 26'], '(3·3·1 + 1)·8 = 80')
        >>> rows[1]["error"]
        'A dense layer takes one row of numbers, but 26 × 26 × 8 come in: put Flatten before it.'
    """
    shape: Shape = (
        read_integer(height, "height", "Height", 1, MAX_SIZE),
        read_integer(width, "width", "Width", 1, MAX_SIZE),
        read_integer(channels, "channels", "Channels", 1, MAX_CHANNELS),
    )
    input_shape = shape
    specs = read_stack(layers)
    rows: list[dict[str, Any]] = []
    broken = None
    for index, spec in enumerate(specs):
        row: dict[str, Any] = {"name": _name(spec), "spec": spec}
        if broken is None:
            try:
                row |= _row(spec, shape, max(input_shape[:2]))
                shape = row["shape"]
            except MisfitError as error:
                broken = index
                row["error"] = str(error)
        rows.append(row)
    total = sum(row.get("params", 0) for row in rows)
    for row in rows:
        row["share"] = row.get("params", 0) / max(total, 1)
    return {
        "input_shape": input_shape,
        "depth": _depth(input_shape),
        "rows": rows,
        "total": total,
        "broken": broken,
        "texts": {
            "input": shape_text(input_shape),
            "numbers": f"{grouped(count(input_shape))} numbers",
            "total": grouped(total),
            "output": shape_text(shape),
            "verdict": _verdict(rows, total, broken, shape),
        },
    }


def _row(spec: Spec, shape: Shape, largest: int) -> dict[str, Any]:
    _check_input(spec, shape)
    layer = layer_of(spec, shape)
    try:
        (traced,) = trace_shapes([layer], shape)
    except ShapeError as error:
        raise MisfitError(_why(spec, shape, error)) from None
    return {
        "shape": traced.output_shape,
        "shape_text": shape_text(traced.output_shape),
        "sizes": _sizes(spec, shape, traced.output_shape),
        "extent": max(math.sqrt(max(traced.output_shape[:-1], default=0) / largest), FLATTEST),
        "depth": _depth(traced.output_shape),
        "params": traced.params,
        "params_text": grouped(traced.params),
        "counting": _counting(spec, shape, traced.params),
    }


def _depth(shape: Shape) -> float:
    return min(1, math.log2(shape[-1] + 1) / DEEPEST)


def _check_input(spec: Spec, shape: Shape) -> None:
    kind = spec["kind"]
    if kind == "dense" and len(shape) > 1:
        raise MisfitError(
            f"A dense layer takes one row of numbers, but {shape_text(shape)} come in: put Flatten before it."
        )
    if kind in ("conv", "pool", "global_pool", "bottleneck") and len(shape) == 1:
        raise MisfitError(
            f"{KINDS[kind][0]} works on an image, but one row of {grouped(shape[0])} numbers comes in: "
            "after Flatten, rows and columns are gone."
        )


def _why(spec: Spec, shape: Shape, error: ShapeError) -> str:
    if spec.get("groups", 1) > 1 and (shape[-1] % spec["groups"] or spec["filters"] % spec["groups"]):
        return f"{error}."
    window = "kernel" if spec["kind"] == "conv" else "window"
    padding = spec["padding"]
    padded = [size + 2 * padding for size in shape[:2]]
    extent = f"{shape_text(shape[:2])} pixels" + (f", {shape_text(tuple(padded))} padded" if padding else "")
    k = spec["kernel"]
    return (
        f"A {window} of {k} × {k} does not fit into what comes in: {extent}. "
        f"Pad more, make the {window} smaller, or shrink the image less before."
    )


def _name(spec: Spec) -> str:
    kind, name = spec["kind"], KINDS[spec["kind"]][0]
    filters = counted(spec.get("filters", 0), "filter")
    if kind == "dense":
        return f"{name}, {counted(spec['units'], 'neuron')}"
    if kind == "bottleneck":
        return f"{name}, {filters}" + (f", stride {spec['stride']}" if spec["stride"] > 1 else "")
    if kind not in ("conv", "pool"):
        return name
    parts = [f"{name} {spec['kernel']} × {spec['kernel']}", *([filters] if kind == "conv" else [])]
    if spec["stride"] != (1 if kind == "conv" else spec["kernel"]):
        parts.append(f"stride {spec['stride']}")
    if spec["padding"]:
        parts.append("same" if spec["padding"] == "same" else f"padding {spec['padding']}")
    if spec.get("groups", 1) > 1:
        parts.append(f"{spec['groups']} groups")
    if spec.get("bias") is False:
        parts.append("no bias")
    return ", ".join(parts)


def _sizes(spec: Spec, shape: Shape, output_shape: Shape) -> list[str]:
    match spec["kind"]:
        case "conv" | "pool":
            window = (spec["kernel"], spec["stride"], spec["padding"])
        case "bottleneck":
            window = (3, spec["stride"], 1)
        case "flatten":
            factors = "·".join(map(grouped, shape))
            return [f"{factors} = {grouped(output_shape[0])}"] if len(shape) > 1 else ["a row already"]
        case "global_pool":
            return ["one mean for each channel"]
        case "dense":
            return ["one number for each neuron"]
        case _:
            return ["as it came in"]
    height, width = (
        _size(before, after, *window) for before, after in zip(shape[:2], output_shape[:2], strict=True)
    )
    return [height] if shape[0] == shape[1] else [f"height: {height}", f"width: {width}"]


def _size(before: int, after: int, kernel: int, stride: int, padding: int | Padding) -> str:
    if padding == "same":
        return f"⌈{before} / {stride}⌉ = {after}"
    room = before - kernel + 2 * int(padding)
    filled = f"({before} − {kernel} + 2·{padding}) / {stride}"
    if room % stride == 0:
        return f"{filled} + 1 = {after}"
    return f"⌊{filled}⌋ + 1 = ⌊{decimal(room / stride, 2)}⌋ + 1 = {after}"


def _counting(spec: Spec, shape: Shape, params: int) -> str:
    """The formula of a count; empty for none to count."""
    c = shape[-1]
    match spec["kind"]:
        case "conv":
            k, groups = spec["kernel"], spec["groups"]
            weights = f"{k}·{k}·{grouped(c)}" + (f"/{groups}" if groups > 1 else "")
            inner = f"({weights} + 1)" if spec["bias"] else weights
            return f"{inner}·{grouped(spec['filters'])} = {grouped(params)}"
        case "dense":
            return f"({grouped(c)} + 1)·{grouped(spec['units'])} = {grouped(params)}"
        case "batch_norm":
            return f"2·{grouped(c)} = {grouped(params)}"
        case "bottleneck":
            f = spec["filters"]
            parts = [f"{c}·{f}", f"9·{f}·{f}", f"{f}·{4 * f}", f"2·{6 * f}"]
            if spec["stride"] != 1 or c != 4 * f:
                parts.append(f"({c} + 2)·{4 * f}")
            return f"{' + '.join(parts)} = {grouped(params)}"
    return ""


def _verdict(rows: list[dict[str, Any]], total: int, broken: int | None, shape: Shape) -> str:
    if broken is not None:
        return f"Layer {broken + 1} does not fit. {rows[broken]['error']}"
    if not rows:
        return "No layers yet: add one."
    output = shape_text(shape) if len(shape) > 1 else counted(shape[0], "number")
    said = f"{grouped(total)} parameters in all; out come {output}."
    if total:
        largest = max(range(len(rows)), key=lambda index: rows[index]["params"])
        share = round(100 * rows[largest]["params"] / total)
        if len(rows) > 1 and share >= 40:
            said += f" {share} % of them are in layer {largest + 1} ({rows[largest]['name']})."
    return said

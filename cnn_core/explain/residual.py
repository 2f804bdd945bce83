"""A residual block of four numbers and four more, forward and backward, each sum written out."""

from typing import Any

import numpy as np

from cnn_core.arrays import Array
from cnn_core.explain.arguments import read_grid
from cnn_core.explain.errors import ExplainError
from cnn_core.explain.wording import decimal, factor, rough
from cnn_core.layers import Dense, Layer, ReLU, Residual
from cnn_core.model import Sequential

LIMIT = 9
DEPTHS = (1, 5, 10, 20)
LOW = "₁₂"

Numbers = dict[str, list[float]]


def explain_residual(first: object, second: object, x: object, gradient: object) -> dict[str, Any]:
    """Send two numbers through ReLU(F(x) + x), with F(x) = W₂·ReLU(W₁·x), and a gradient back.

    Args:
        first: W₁, two rows of two numbers.
        second: W₂, the same.
        x: two rows of one number.
        gradient: that of the loss with respect to the output, as x.

    Returns:
        `with_skip` and `without`, each with the numbers after each step (`z`, `a`, `f`, `sum`, `out`), the
        gradients on the way back (`grad_sum`, `grad_a`, `grad_z`, `through`, `past`, `grad_x`), those of the
        weights (`grad_first`, `grad_second`), and `rows`, one for each step with `key`, `name`, and the sums
        `forward` and `backward` written out; `depths`, how long the gradient is after so many equal blocks;
        `verdict`; and the arguments, as they were taken.

    Raises:
        ExplainError: when a number makes no sense.

    Example:
        >>> explained = explain_residual(
        ...     [[0.2, 0.1], [-0.1, 0.3]], [[0.3, -0.2], [0.1, 0.4]], [[1], [-0.5]], [[1], [1]]
        ... )
        >>> explained["with_skip"]["rows"][1]["forward"][0]
        'z₁ = 0.2·1 + 0.1·(−0.5) = 0.15'
        >>> [round(number, 6) for number in explained["with_skip"]["sum"]]
        [1.045, -0.485]
    """
    w_1 = _read(first, "first", "W₁", 2)
    w_2 = _read(second, "second", "W₂", 2)
    start = _read(x, "x", "x", 1)[:, 0]
    g = _read(gradient, "gradient", "The gradient", 1)[:, 0]
    with_skip, without = (_pass(w_1, w_2, start, g, skip) for skip in (True, False))
    return {
        "first": w_1.tolist(),
        "second": w_2.tolist(),
        "x": start.tolist(),
        "gradient": g.tolist(),
        "with_skip": with_skip,
        "without": without,
        "depths": _depths(w_1, w_2, start, g),
        "verdict": _verdict(with_skip["grad_x"], without["grad_x"]),
    }


def _verdict(with_skip: list[float], without: list[float]) -> str:
    lengths = [rough(_length(np.array(grad_x))) for grad_x in (with_skip, without)]
    return f"The gradient that reaches x has length {lengths[0]} with the skip, {lengths[1]} without it."


def _depths(first: Array, second: Array, x: Array, gradient: Array) -> list[dict[str, Any]]:
    """How long the gradient is at x when equal blocks are stacked, from one to many."""
    rows: list[dict[str, Any]] = [{"blocks": blocks} for blocks in DEPTHS]
    for name, skip in (("with_skip", True), ("without", False)):
        model = _network(max(DEPTHS), first, second, skip)
        model.forward(x[None])
        layers = len(model.layers) // max(DEPTHS)  # of one block
        for row in rows:
            grad = gradient[None]
            for layer in reversed(model.layers[: layers * row["blocks"]]):
                grad = _back(layer, grad)
            row[name] = rough(_length(grad))
    return rows


def _block(skip: bool) -> list[Layer]:
    inside: list[Layer] = [Dense(2), ReLU(), Dense(2)]
    return [Residual(inside), ReLU()] if skip else [*inside, ReLU()]


def _network(blocks: int, first: Array, second: Array, skip: bool) -> Sequential:
    layers = [layer for _ in range(blocks) for layer in _block(skip)]
    model = Sequential(layers, input_shape=(2,), rng=np.random.default_rng(0))
    matrices = [first, second] * blocks
    params = model.params
    for name in params:
        # Dense computes x·kernel with x a row; the lesson writes W·x with x a column.
        params[name] = matrices.pop(0).T.copy() if name.endswith("kernel") else np.zeros(2)
    return model


def _pass(first: Array, second: Array, x: Array, gradient: Array, skip: bool) -> dict[str, Any]:
    model = _network(1, first, second, skip)
    out = model.forward(x[None])
    grad_x = model.backward(gradient[None])
    assert grad_x is not None
    block = model.layers[0]
    inside = block.layers if isinstance(block, Residual) else model.layers[:3]
    last = model.layers[-1]
    z = inside[0].forward(x[None])
    a = inside[1].forward(z)
    f = inside[2].forward(a)
    total = block.forward(x[None]) if skip else f
    grad_sum = _back(last, gradient[None])
    grad_a = _back(inside[2], grad_sum)
    grad_z = _back(inside[1], grad_a)
    through = _back(inside[0], grad_z)
    past = grad_sum if skip else np.zeros_like(grad_sum)
    numbers = {
        name: array[0].tolist()
        for name, array in {
            "z": z,
            "a": a,
            "f": f,
            "sum": total,
            "out": out,
            "grad_sum": grad_sum,
            "grad_a": grad_a,
            "grad_z": grad_z,
            "through": through,
            "past": past,
            "grad_x": grad_x,
        }.items()
    }
    grad_first, grad_second = (inside[i].grads["kernel"].T.tolist() for i in (0, 2))
    rows = _rows(first, second, x.tolist(), gradient.tolist(), numbers, skip)
    by_key = {row["key"]: row for row in rows}
    by_key["z"]["backward"].append(f"∂W₁ = ∂z·xᵀ = {_matrix(grad_first)}")
    by_key["f"]["backward"].append(f"∂W₂ = ∂F·aᵀ = {_matrix(grad_second)}")
    return {**numbers, "grad_first": grad_first, "grad_second": grad_second, "rows": rows}


def _matrix(rows: list[list[float]]) -> str:
    return f"[{'; '.join(', '.join(map(decimal, row)) for row in rows)}]"


def _back(layer: Layer, gradient: Array) -> Array:
    grad_input = layer.backward(gradient)
    assert grad_input is not None
    return grad_input


def _length(vector: Array) -> float:
    return float(np.sqrt((vector**2).sum()))


def _rows(
    first: Array, second: Array, x: list[float], gradient: list[float], numbers: Numbers, skip: bool
) -> list[dict[str, Any]]:
    """Each step of the block, with its sums on the way down and on the way back up."""
    z, a, f, total, out = (numbers[name] for name in ("z", "a", "f", "sum", "out"))
    at_sum, at_a, at_z = (numbers[name] for name in ("grad_sum", "grad_a", "grad_z"))
    s = "s" if skip else "F"
    gates = [_gate(f"∂{s}", s, total, at_sum, i) for i in (0, 1)]
    passed_on = [f"∂F{LOW[i]} = ∂s{LOW[i]} = {decimal(at_sum[i])}" for i in (0, 1)]
    through = [_dot(f"∂x{LOW[i]}", first[:, i], at_z, numbers["through"][i]) for i in (0, 1)]
    sums = [_sum_at_x(first[:, i], at_z, at_sum[i], numbers["grad_x"][i], i) for i in (0, 1)]
    rows = [
        _row(
            "x",
            "x",
            [f"x{LOW[i]} = {decimal(x[i])}" for i in (0, 1)],
            sums if skip else through,
            "The last term is ∂s: it came past F, unchanged." if skip else "",
        ),
        _row(
            "z",
            "z = W₁·x",
            [_dot(f"z{LOW[i]}", first[i], x, z[i]) for i in (0, 1)],
            [_gate("∂z", "z", z, at_z, i) for i in (0, 1)],
        ),
        _row(
            "a",
            "a = ReLU(z)",
            [_relu(f"a{LOW[i]}", z[i], a[i]) for i in (0, 1)],
            [_dot(f"∂a{LOW[i]}", second[:, i], at_sum, at_a[i]) for i in (0, 1)],
        ),
        _row(
            "f",
            "F(x) = W₂·a",
            [_dot(f"F{LOW[i]}", second[i], a, f[i]) for i in (0, 1)],
            passed_on if skip else gates,
            "A sum passes its gradient on unchanged, to both sides." if skip else "",
        ),
        _row(
            "out",
            f"out = ReLU({s if skip else 'F(x)'})",
            [_relu(f"out{LOW[i]}", total[i], out[i]) for i in (0, 1)],
            [f"∂out{LOW[i]} = {decimal(gradient[i])}" for i in (0, 1)],
        ),
    ]
    if skip:
        added = [f"s{LOW[i]} = {decimal(f[i])} + {factor(x[i])} = {decimal(total[i])}" for i in (0, 1)]
        rows.insert(4, _row("sum", "s = F(x) + x", added, gates))
    return rows


def _row(key: str, name: str, forward: list[str], backward: list[str], note: str = "") -> dict[str, Any]:
    return {"key": key, "name": name, "forward": forward, "backward": backward, "note": note}


def _sum_at_x(weights: Array, values: list[float], past: float, result: float, i: int) -> str:
    return f"∂x{LOW[i]} = {_terms(weights, values)} + {factor(past)} = {decimal(result)}"


def _dot(name: str, weights: Array, values: list[float], result: float) -> str:
    return f"{name} = {_terms(weights, values)} = {decimal(result)}"


def _terms(weights: Array, values: list[float]) -> str:
    pairs = zip(weights.tolist(), values, strict=True)
    return " + ".join(f"{factor(weight)}·{factor(value)}" for weight, value in pairs)


def _relu(name: str, value: float, result: float) -> str:
    return f"{name} = max(0, {decimal(value)}) = {decimal(result)}"


def _gate(name: str, of: str, values: list[float], result: list[float], i: int) -> str:
    gate = "> 0: open" if values[i] > 0 else "≤ 0: shut"
    return f"{name}{LOW[i]} = {decimal(result[i])}, since {of}{LOW[i]} = {decimal(values[i])} {gate}"


def _read(value: object, field: str, label: str, columns: int) -> Array:
    grid = read_grid(value, field, label, largest=2, limit=LIMIT)
    if grid.shape != (2, columns):
        raise ExplainError(f"{label} must have 2 rows and {columns} columns, not {grid.shape}.", field)
    return grid

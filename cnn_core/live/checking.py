"""Is a rewritten layer right? What a reader is told before a network trains with it."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from cnn_core.arrays import Array, Shape
from cnn_core.checks import gradient_errors
from cnn_core.layers import Layer
from cnn_core.live.edits import compile_layer, like
from cnn_core.live.execution import alone
from cnn_core.live.failures import describe
from cnn_core.live.sources import LAYERS

SAMPLES = 2
ENTRIES = 24  # of each array are nudged; a reader's loops may be slow
WRONG = 1e-4  # the relative error from which on a gradient is called wrong
DIFFERENT = 1e-6

Place: TypeAlias = tuple[Layer, Shape]


class Finding(Exception):
    """Something that is not as it should be, in words for the reader."""


def check_layer(name: str, source: str, places: Sequence[Place]) -> dict[str, Any]:
    """Check a rewritten layer where it is to be used. Never raises.

    Args:
        name: of the layer in the library.
        source: the code.
        places: layers of that name, each with the shape of its inputs.

    Returns:
        `rows`, one for each thing checked: `what`, `passed` (None where it was not come to) and `detail`;
        `error`, see `failures.describe`, or None; `can_train`: a network can be trained with it, if badly;
        `is_same`: it gives what the library's gives; `is_right`: its gradients are those of what it gives.
    """
    checks = _Checks(name, source, places)
    steps = [
        ("Python can read it", checks.compiles),
        ("Forward gives the right shape", checks.forward_shape),
        ("Backward gives the right shapes", checks.backward_shapes),
        ("Forward gives what the library’s gives", checks.same),
        ("Backward gives the gradient of forward", checks.gradients),
    ]
    rows: list[dict[str, Any]] = []
    error = None
    for what, check in steps:
        if not all(row["passed"] for row in rows[:3]):
            rows.append({"what": what, "passed": None, "detail": ""})
            continue
        row: dict[str, Any] = {"what": what, "passed": True, "detail": ""}
        try:
            with alone():
                check()
        except Finding as finding:
            row |= {"passed": False, "detail": str(finding)}
        except BaseException as problem:  # whatever a reader's code may raise
            told = describe(problem, f"<your {name}>")
            line = f", line {told['line']}" if told["line"] else ""
            row |= {"passed": False, "detail": f"{told['type']}{line}: {told['message']}"}
            error = error or told
        rows.append(row)
    passed = [row["passed"] is True for row in rows]
    return {
        "rows": rows,
        "error": error,
        "can_train": all(passed[:3]),
        "is_same": passed[3],
        "is_right": passed[4],
    }


class _Checks:
    def __init__(self, name: str, source: str, places: Sequence[Place]) -> None:
        self._name, self._source = name, source
        self._places = list({(repr(layer), shape): (layer, shape) for layer, shape in places}.values())
        self._pairs: list[tuple[Layer, Layer, Array]] = []  # the reader's, the library's, an input

    def compiles(self) -> None:
        made = compile_layer(self._name, self._source)
        for layer, shape in self._places:
            x = np.random.default_rng(1).normal(size=(SAMPLES, *shape))
            self._pairs.append((like(layer, made), like(layer, LAYERS[self._name]), x))

    def forward_shape(self) -> None:
        for mine, theirs, x in self._pairs:
            for layer in (mine, theirs):
                layer.build(x.shape[1:], np.random.default_rng(2))
                for name, param in layer.params.items():
                    layer.params[name] = param.astype(np.float64)
            expected = theirs.forward(x).shape
            y = mine.forward(x)
            if not isinstance(y, np.ndarray):
                raise Finding(f"forward returned {_named(y)}: expected an array of shape {expected}")
            if y.shape != expected:
                raise Finding(f"forward of {mine} gave shape {y.shape} for {x.shape}: expected {expected}")
            if mine.output_shape != expected[1:]:
                raise Finding(
                    f"compute_output_shape gives {mine.output_shape} for {x.shape[1:]}: "
                    f"expected {expected[1:]}"
                )

    def backward_shapes(self) -> None:
        for mine, _, x in self._pairs:
            grad_x = mine.backward(np.ones_like(mine.forward(x)))
            if not isinstance(grad_x, np.ndarray):
                raise Finding(
                    f"backward returned {_named(grad_x)}: expected the gradient of x, shape {x.shape}"
                )
            if grad_x.shape != x.shape:
                raise Finding(f"backward gave a gradient of shape {grad_x.shape} for an x of {x.shape}")
            for name, param in mine.params.items():
                gradient = mine.grads.get(name)
                if gradient is None:
                    raise Finding(f'backward left nothing in self.grads["{name}"]')
                if np.shape(gradient) != param.shape:
                    raise Finding(
                        f'self.grads["{name}"] has shape {np.shape(gradient)}: expected {param.shape}, '
                        f"that of {name}"
                    )

    def same(self) -> None:
        for mine, theirs, x in self._pairs:
            if {name: p.shape for name, p in mine.params.items()} != {
                name: p.shape for name, p in theirs.params.items()
            }:
                raise Finding("it has other parameters than the library’s")
            for name, param in theirs.params.items():
                mine.params[name] = param.copy()
            ours, expected = mine.forward(x), theirs.forward(x)
            differs = ~np.isclose(ours, expected, rtol=DIFFERENT, atol=DIFFERENT)
            if differs.any():
                where = tuple(map(int, np.unravel_index(np.abs(ours - expected).argmax(), ours.shape)))
                raise Finding(
                    f"{differs.sum()} of {differs.size} numbers differ; at {list(where)} yours is "
                    f"{ours[where]:.4g}, the library’s {expected[where]:.4g}"
                )

    def gradients(self) -> None:
        for mine, theirs, x in self._pairs:
            errors = gradient_errors(mine, x, max_entries=ENTRIES)
            wrong = {name: error for name, error in errors.items() if not error < WRONG}
            if wrong:
                raise Finding("; ".join(_explain(name, mine, theirs, x) for name in wrong))


def _explain(what: str, mine: Layer, theirs: Layer, x: Array) -> str:
    """Return what is wrong with a gradient, as far as a look at the right one tells."""
    param = what.split(" of layer")[0]
    named = "the gradient of the input" if what == "the input" else f'self.grads["{param}"]'
    g = np.random.default_rng(3).normal(size=mine.forward(x).shape)
    theirs.forward(x)
    ours, right = (layer.backward(g) for layer in (mine, theirs))
    if what != "the input":
        ours, right = mine.grads[param], theirs.grads.get(param)
    if ours is None or right is None or np.shape(ours) != np.shape(right):
        return f"{named} is wrong"
    if not np.isfinite(ours).all():
        return f"{named} is not finite"
    if not np.any(ours):
        return f"{named} is 0 everywhere, so nothing is learned from it"
    there = np.abs(right) > 1e-9
    ratios = ours[there] / right[there]
    if ratios.size and np.allclose(ratios, ratios[0], rtol=1e-3) and not np.any(ours[~there]):
        factor = float(ratios[0])
        if np.isclose(factor, -1):
            return f"{named} has the wrong sign"
        if not np.isclose(factor, 1):
            return f"{named} is {factor:.3g} times what it should be, everywhere"
    off = int(np.count_nonzero(~np.isclose(ours, right, rtol=1e-3, atol=1e-6)))
    where = tuple(map(int, np.unravel_index(np.abs(ours - right).argmax(), ours.shape)))
    return (
        f"{named} is wrong at {off} of {ours.size} places; at {list(where)} it is {ours[where]:.4g}, "
        f"and should be {right[where]:.4g}"
    )


def _named(thing: object) -> str:
    return "nothing (None)" if thing is None else f"a {type(thing).__name__}"

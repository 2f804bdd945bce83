"""One pass backward, laid open: the gradient at every layer, its arithmetic, and the step that follows.

Layers are counted as in `forward_view`. What is called a layer's gradient is that of the loss with respect to
the layer's output; of a batch, it is the sum over the samples, whose loss is a mean.
"""

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core import ops
from cnn_core.arrays import Array, Labels
from cnn_core.checks import finite_difference
from cnn_core.lab.forward_view import forward, number, place_in, terms
from cnn_core.layers import Conv2D, Dense, MaxPool2D, ReLU
from cnn_core.losses import SoftmaxCrossEntropy, softmax
from cnn_core.model import Sequential
from cnn_core.optimizers import Optimizer

DIFFERENCE = 1e-5  # a weight is moved so far up and down, in float64


class Pass:
    """Forward and backward through `model` once, with all that came and went kept.

    Args:
        model: the network; what its layers keep of a pass is overwritten.
        x: (n, h, w, c)
        labels: (n,), indices of the right classes.

    Attributes:
        outputs: x and the output of every layer.
        gradients: of the loss with respect to each of `outputs`.
    """

    def __init__(self, model: Sequential, x: Array, labels: Labels) -> None:
        self.model, self.labels = model, labels
        self.outputs = forward(model, x)
        self.loss, gradient = SoftmaxCrossEntropy()(self.outputs[-1], labels)
        gradients = [gradient]
        for layer in reversed(model.layers):
            layer.needs_input_grad = True
            passed = layer.backward(gradients[-1])
            assert passed is not None
            gradients.append(passed)
        self.gradients = gradients[::-1]
        self._changes: tuple[Optimizer, dict[str, Array]] | None = None

    def layers(self, optimizer: Optimizer) -> list[dict[str, Any]]:
        """Return, for the input and every layer, what the backward pass made of it.

        Returns:
            For each: `name`, `kind`, `gradient` (of its output), `open` (how many gates of a ReLU, or places
            of a pooling layer's input, let a gradient through) and `places` (of how many), and for each
            parameter its gradient and, as `kernel_change`, what `optimizer` would add to it.
        """
        changes = self.changes(optimizer)
        rows: list[dict[str, Any]] = [{"name": "input", "kind": "Input"}]
        for position, (name, layer) in enumerate(self.model.named_layers()):
            row: dict[str, Any] = {"name": name, "kind": type(layer).__name__}
            for param, gradient in layer.grads.items():
                row[param] = gradient
                row[f"{param}_change"] = changes[f"{name}.{param}"]
            if isinstance(layer, ReLU):
                row["open"] = int(np.count_nonzero(self.outputs[position] > 0))
                row["places"] = self.outputs[position].size
            elif isinstance(layer, MaxPool2D):
                row["open"] = len(np.unique(self._argmax(layer, self.outputs[position])))
                row["places"] = self.outputs[position].size
            rows.append(row)
        for row, gradient in zip(rows, self.gradients, strict=True):
            row["gradient"] = gradient.sum(axis=0)
        return rows

    def changes(self, optimizer: Optimizer) -> dict[str, Array]:
        """Return what `optimizer`, which stays as it is, would add to each parameter."""
        if self._changes is None or self._changes[0] is not optimizer:
            before = self.model.params
            after = {name: param.copy() for name, param in before.items()}
            copy.deepcopy(optimizer).step(after, self.model.grads)
            self._changes = optimizer, {name: after[name] - before[name] for name in after}
        return self._changes[1]

    def cell(self, layer: int, index: Sequence[int]) -> dict[str, Any]:
        """Return how the gradient of one number came back to it, from the layer after. For a single sample.

        Returns:
            `layer`, `index`, `value` and `kind`, on which the rest depends:

            - "loss": `probability` less `target`
            - "sum": `inputs`, gradients of the outputs that it had a part in, times `weights` are `products`
            - "gate": `input` of the ReLU, and `passed`, the gradient that came to its output
            - "route": `routes`, the gradients of those windows of which it is the maximum
            - "copy": nothing more

        Raises:
            IndexError: when there is no such cell.
        """
        if not 0 <= layer < len(self.gradients):
            raise IndexError(f"expected a layer from 0 to {len(self.gradients) - 1}, got {layer}")
        place = place_in(self.gradients[layer].shape[1:], index)
        value = number(self.gradients[layer][(0, *place)])
        return {**self._back(layer, place), "layer": layer, "index": list(place), "value": value}

    def weight(self, layer: int, param: str, index: Sequence[int], optimizer: Optimizer) -> dict[str, Any]:
        """Return how the gradient of one parameter came about.

        Returns:
            `layer`, `param`, `index`, its `value` and `gradient`; `signals`, the gradients of the outputs it
            had a part in, `inputs`, what it was multiplied with there (None for a bias), and `products`; of a
            batch, only `products`, a sum for each sample; `difference`, the finite difference in float64 with
            a step of `step`, `change`, what `optimizer` would add to it, and `plain`, what gradient descent
            would.

        Raises:
            IndexError: when there is no such parameter.
        """
        if not 1 <= layer <= len(self.model.layers):
            raise IndexError(f"expected a layer from 1 to {len(self.model.layers)}, got {layer}")
        name, chosen = list(self.model.named_layers())[layer - 1]
        if param not in chosen.params:
            raise IndexError(f"{name} has no {param}")
        place = place_in(chosen.params[param].shape, index)
        inputs, signals = self._uses(layer, param, place)  # (n, ...)
        products = signals if inputs is None else inputs * signals
        single = len(self.labels) == 1
        gradient = number(chosen.grads[param][place])
        return {
            "layer": layer,
            "param": param,
            "index": list(place),
            "value": number(chosen.params[param][place]),
            "gradient": gradient,
            "inputs": inputs[0] if single and inputs is not None else None,
            "signals": signals[0] if single else None,
            "products": products[0] if single else products.reshape(len(products), -1).sum(axis=1),
            "difference": self.difference(f"{name}.{param}", place),
            "step": DIFFERENCE,
            "change": number(self.changes(optimizer)[f"{name}.{param}"][place]),
            "plain": None if gradient is None else -optimizer.learning_rate * gradient,
        }

    def difference(self, name: str, place: tuple[int, ...]) -> float | None:
        """Return (L(w + h) − L(w − h)) / 2h for one parameter, by two more passes forward, in float64."""
        params = self.model.params
        before = dict(params)
        x = self.outputs[0].astype(np.float64)

        def loss() -> float:
            return SoftmaxCrossEntropy()(self.model.forward(x), self.labels)[0]

        try:
            for param, values in before.items():
                params[param] = values.astype(np.float64)
            with np.errstate(all="ignore"):
                return number(finite_difference(params[name], place, loss, DIFFERENCE))
        finally:
            params.update(before)

    def target(self) -> Array:
        """Return the labels one-hot, (n, classes)."""
        return np.eye(self.model.output_shape[0], dtype=np.float32)[self.labels]

    def probabilities(self) -> Array:
        """Return what softmax makes of the scores, (n, classes)."""
        return softmax(self.outputs[-1])

    def _back(self, layer: int, place: tuple[int, ...]) -> dict[str, Any]:
        if layer == len(self.model.layers):
            k = place[0]
            probability, target = self.probabilities()[0, k], self.target()[0, k]
            return {"kind": "loss", "probability": number(probability), "target": float(target)}
        after, x, grad_y = self.model.layers[layer], self.outputs[layer], self.gradients[layer + 1]
        match after:
            case Conv2D():
                row, column, channel = place
                kernel, k = after.params["kernel"], after.kernel_size
                cache = ops.Conv2DCache(x, kernel, after.strides, after.padding)
                seen_by = ops.spread(grad_y, cache)[0, row : row + k, column : column + k]  # (k, k, f)
                return terms(seen_by, ops.turned(kernel)[..., channel])
            case Dense():
                return terms(grad_y[0], after.params["kernel"][place[0]])
            case ReLU():
                return {
                    "kind": "gate",
                    "input": number(x[0][place]),
                    "passed": number(grad_y[0][place]),
                }
            case MaxPool2D():
                this = np.ravel_multi_index(place, x.shape[1:])
                routes = grad_y[0][self._argmax(after, x)[0] == this]
                return {"kind": "route", "routes": routes}
        return {"kind": "copy"}

    def _uses(self, layer: int, param: str, place: tuple[int, ...]) -> tuple[Array | None, Array]:
        """Return what a parameter was multiplied with, and the gradients of the outputs that went into."""
        chosen, x, grad_y = self.model.layers[layer - 1], self.outputs[layer - 1], self.gradients[layer]
        signals = grad_y[..., place[-1]]
        if param == "bias":
            return None, signals
        if isinstance(chosen, Conv2D):
            u, v, channel, _ = place
            k, strides = chosen.kernel_size, chosen.strides
            padded = ops.pad(x, k, k, strides, chosen.padding)[..., channel]
            _, h_out, w_out = signals.shape
            rows = slice(u, u + (h_out - 1) * strides + 1, strides)
            columns = slice(v, v + (w_out - 1) * strides + 1, strides)
            return padded[:, rows, columns], signals
        return x[:, place[0]], signals

    def _argmax(self, layer: MaxPool2D, x: Array) -> NDArray[np.integer[Any]]:
        _, cache = ops.max_pool2d_forward(x, layer.pool_size, layer.strides)
        return cache.argmax

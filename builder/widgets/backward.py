"""A look at the backward pass through the network of a lab on the same page, layer by layer."""

from functools import cache
from typing import Any

import numpy as np

from builder.widgets.base import Site, Widget
from builder.widgets.lab import Lab
from builder.widgets.network import LabName, example_network, written
from cnn_core import Adam
from cnn_core.lab.backward_view import Pass

MOST, LISTED = 90, 36  # as in site/js/picture/arithmetic.js


class Backward(Widget):
    """`lab` is the id of the lab whose network is shown."""

    lab: LabName

    def context(self, site: Site) -> dict[str, Any]:
        lab = site.lab(self.lab)
        answers = zip(lab.known, lab.names, strict=True)
        return {"example": example(lab), "answers": list(answers), "stage": stage(lab)}


@cache
def _pass(lab: Lab) -> Pass:
    return Pass(*example_network(lab))


def stage(lab: Lab) -> dict[str, str]:
    """Where the way back begins, for those who read without scripts."""
    found = _pass(lab)
    gradient = ", ".join(written(value) for value in found.gradients[-1][0])
    return {
        "title": "The loss",
        "text": f"Before training, the loss of this sketch is {written(found.loss)}. Its gradient at the "
        f"scores is what was predicted less what is right, p − y = ({gradient}). From there, each layer "
        "hands it on.",
    }


@cache
def example(lab: Lab) -> dict[str, Any]:
    """The gradient of one filter weight: its terms, and the finite difference beside their sum."""
    found = _pass(lab)
    gradient = found.model.grads["conv2d.kernel"]
    place = tuple(int(i) for i in np.unravel_index(abs(gradient).argmax(), gradient.shape))
    told = found.weight(1, "kernel", place, Adam(0.01))
    row, column, _, f = (i + 1 for i in place)
    inputs, signals, products = (told[name].ravel() for name in ("inputs", "signals", "products"))
    shown = np.arange(len(products))
    rest = ""
    if len(products) > MOST:
        shown = np.argsort(-abs(products))[:LISTED]
        rest = f" Shown are the {LISTED} largest of {len(products)} terms."
    return {
        "title": f"Gradient of filter {f}, weight in row {row}, column {column}",
        "lead": "At each position the weight met one pixel. That pixel, times the gradient of the map there; "
        f"the sum over all positions is the weight’s gradient.{rest}",
        "columns": "terms-6",
        "terms": [
            {"text": f"{written(inputs[i])} × {written(signals[i])}", "value": written(products[i])}
            for i in shown
        ],
        "result": f"the sum = {written(told['gradient'])}, "
        f"and by finite differences {written(told['difference'])}",
    }

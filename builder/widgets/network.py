"""A look into the network of a lab on the same page: every layer's numbers, and how each came about."""

from functools import cache
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from builder.widgets.base import Site, Widget
from builder.widgets.lab import WORDS, Lab, phrase
from cnn_core.lab import forward_view
from cnn_core.lab.networks import NETWORKS, Images, Labels
from cnn_core.model import Sequential

LabName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class Network(Widget):
    """`lab` is the id of the lab whose network is shown."""

    lab: LabName

    def context(self, site: Site) -> dict[str, Any]:
        lab = site.lab(self.lab)
        return {"example": example(lab), "words": WORDS[NETWORKS[lab.network].channels]}


@cache
def example_network(lab: Lab) -> tuple[Sequential, Images, Labels]:
    """A lab's network before training, and a sketch with its label."""
    kind = NETWORKS[lab.network]
    model = kind.build(kind.filters, len(lab.known), np.random.default_rng([1, 0]))
    return model, *kind.some(1, lab.known, 0, 202)


@cache
def example(lab: Lab) -> dict[str, Any]:
    """One number of a network before training, for those who read without scripts: its terms and a bias."""
    model, images, labels = example_network(lab)
    maps = forward_view.activations(model, images)[1]["output"]
    row, column, f = (int(i) for i in np.unravel_index(maps.argmax(), maps.shape))
    told = forward_view.cell(model, images, 1, (row, column, f))
    inputs, weights, products = (told[name].ravel() for name in ("inputs", "weights", "products"))
    return {
        "title": f"Convolution, map {f + 1}, row {row + 1}, column {column + 1}",
        "lead": f"A {WORDS[NETWORKS[lab.network].channels].example} of {phrase(lab.names[labels[0]])}. "
        f"The {len(products)} numbers under filter {f + 1}, "
        "each times its weight. "
        "Their sum, and the filter’s bias, is the number.",
        "columns": "terms-3",
        "terms": [
            {"text": f"{written(x)} × {written(w)}", "value": written(product)}
            for x, w, product in zip(inputs, weights, products, strict=True)
        ],
        "result": f"{written(products.sum())} + bias {written(told['bias'])} = {written(told['value'])}",
    }


def written(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")

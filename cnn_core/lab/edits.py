"""What a reader has put in the place of a laboratory's network, or of its layers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cnn_core.model import Sequential


@dataclass(frozen=True)
class Edits:
    """A reader's code, as texts: whoever has these can make the same network again.

    Attributes:
        layers: the source of a class by the name of the layer it stands in for.
        program: code whose last line is a network; the laboratory's own, if there is none.
    """

    layers: Mapping[str, str] = field(default_factory=dict)
    program: str | None = None

    def apply(self, model: Sequential, rng: np.random.Generator) -> Sequential:
        """Return `model` with what was put in its place; the same if nothing was.

        Raises:
            Exception: what the reader's code raises.
        """
        if not self.layers and self.program is None:
            return model
        # Imported where it is needed: most readers never edit, and a page starts the sooner.
        from cnn_core.live.edits import edited_layers
        from cnn_core.live.programs import build_network

        if self.program is not None:
            [classes] = model.output_shape
            drawn = np.random.default_rng(rng.bit_generator.random_raw()) if self.layers else rng
            model = build_network(self.program, model.input_shape, classes, drawn)
        if not self.layers:
            return model
        layers = edited_layers(model.layers, self.layers)
        return Sequential(layers, input_shape=model.input_shape, rng=rng)

"""How the network of 28 × 28 pixels is trained on sketches alone so as to read handwriting."""

import numpy as np

from cnn_core import Adam, Sequential, fit, sketches
from cnn_core.augmentation import moved
from cnn_core.lab.networks import NETWORKS

FILTERS = 8
DIGITS = tuple(range(10))


def trained_reader(
    seed: int, *, count: int = 24_000, steps: int = 10_000, learning_rate: float = 0.004
) -> Sequential:
    """Train `digits-28`, with a learning rate that falls to nearly nothing, on sketches that move a little.

    Nothing it learns from was written by a hand.
    """
    data = sketches.digits(count, classes=DIGITS, size=28, rng=np.random.default_rng([seed, 1]))
    model = NETWORKS["digits-28"].build(FILTERS, len(DIGITS), np.random.default_rng(seed))
    optimizer, chance = Adam(learning_rate), np.random.default_rng([seed, 3])
    run = fit(
        model,
        data,
        optimizer=optimizer,
        steps=steps,
        rng=np.random.default_rng([seed, 2]),
        augment=lambda images: moved(images, shift=0.05, turn=8, zoom=0.08, slant=0.1, rng=chance),
    )
    for progress in run:
        optimizer.learning_rate = learning_rate * max(0.02, 1 - progress.step / steps)
    return model

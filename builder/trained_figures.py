"""Figures of networks larger than the main lesson's, some of them trained while the site is built."""

import numpy as np

from builder import trained
from builder.problems import one_of
from cnn_core.lab.networks import NETWORKS
from cnn_core.layers import Conv2D, Dense, Flatten
from cnn_core.shapes import receptive_field


def filters(name: str, stage: int = 0) -> int:
    """How many filters a network's convolution has, counted from 0: `filters("digits-28", 1)` is 16."""
    kind = NETWORKS[_known(name)]
    return [layer.filters for layer in kind.layers(kind.filters, 10) if isinstance(layer, Conv2D)][stage]


def held_out(name: str) -> int:
    """How many sketches or pictures a network is tried on."""
    return NETWORKS[_known(name)].num_test


def learned_from(name: str) -> int:
    """How many sketches or pictures a network trains on."""
    return NETWORKS[_known(name)].num_train


def seen(name: str) -> int:
    """Side of the square of pixels that one number sees after the last pooling."""
    kind = NETWORKS[_known(name)]
    layers = kind.build(1, 10, np.random.default_rng(0)).layers
    return receptive_field([layer for layer in layers if not isinstance(layer, Flatten | Dense)])


def trained_steps() -> int:
    """How long that network trains while the site is built."""
    return trained.STEPS["digits-28"]


def _known(name: str) -> str:
    if name not in NETWORKS:
        raise ValueError(f"no network {name!r}: {one_of(NETWORKS)}")
    return name


TRAINED = (filters, held_out, learned_from, seen, trained_steps)

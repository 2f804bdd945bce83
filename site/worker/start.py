"""What there is, as JSON. Run once by the worker, at its start, which gives `fused`: what its kernels are."""

import json
import random
import sys

import numpy

import cnn_core.lab

# Chance is the same in every memory that a page begins with, so it begins anew.
random.seed()
numpy.random.seed()

cnn_core.kernels.fused = fused  # noqa: F821

json.dumps(
    {
        "python": ".".join(map(str, sys.version_info[:3])),
        "numpy": numpy.__version__,
        "backend": cnn_core.backend(),
        "fused": cnn_core.kernels.fused,
        "unavailable": cnn_core.kernels.unavailable,
    }
)

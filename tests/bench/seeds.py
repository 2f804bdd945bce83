"""What came out over several seeds, as the report keeps it."""

import statistics
from collections.abc import Sequence
from typing import Any


def spread(values: Sequence[float]) -> dict[str, float]:
    """The mean, and the lowest and highest."""
    return {"mean": statistics.fmean(values), "minimum": min(values), "maximum": max(values)}


def by_seed(values: Sequence[float]) -> dict[str, Any]:
    """The spread, and each."""
    return {**spread(values), "by_seed": [round(value, 4) for value in values]}

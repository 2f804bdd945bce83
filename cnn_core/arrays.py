"""The types that the whole library speaks of."""

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.floating[Any]]
Labels: TypeAlias = NDArray[np.integer[Any]]
Shape: TypeAlias = tuple[int, ...]
Padding: TypeAlias = Literal["valid", "same"]

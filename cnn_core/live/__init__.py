"""A reader's own code: run in cells, put in a layer's place, made into a network, and held to tests.

All of it is plain Python and is tested in CPython. What a browser adds, a way to stop code that doesn't end,
is not in here.
"""

from cnn_core.live.cells import Cells
from cnn_core.live.showing import display

__all__ = ["Cells", "display"]

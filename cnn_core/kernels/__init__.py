"""The operations of `ops`, compiled: the same signatures, the same results, many times the speed.

`_native` is built from the C files here by `build.py`; where it isn't, the reference does all the work.
"""

from cnn_core import backends

fused = False
"""Whether the kernels multiply and add in one instruction.

A page puts such kernels in place of the others where its browser has the instruction. They are half as fast
again. A product is not rounded before it is added, so results differ from those of other browsers in the last
bits.
"""

try:
    from cnn_core.kernels import operations
except ImportError as error:
    unavailable: str | None = str(error)
else:
    unavailable = None
    backends.register("compiled", operations.TABLE)
    backends.use_backend("compiled")

__all__ = ["fused", "unavailable"]

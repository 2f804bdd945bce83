"""The operations of `ops`, compiled: the same signatures, the same results, many times the speed.

`_native` is built from the C files here by `build.py`; where it isn't, the reference does all the work.
"""

from cnn_core import backends

try:
    from cnn_core.kernels import operations
except ImportError as error:
    unavailable: str | None = str(error)
else:
    unavailable = None
    backends.register("compiled", operations.TABLE)
    backends.use_backend("compiled")

__all__ = ["unavailable"]

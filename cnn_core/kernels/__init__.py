"""The operations of `ops`, compiled: the same signatures, the same results, many times the speed.

`_native` is built from the C files here by `build.py`; where it isn't, the reference does all the work.
"""

import importlib.util
import os
import sys
from importlib.machinery import ExtensionFileLoader
from pathlib import Path

from cnn_core import backends

FUSED = Path(__file__).with_name("_native.fused.wasm")


def _load_fused() -> None:
    """Take the kernels that multiply and add in one instruction, where the page says that its browser has it.

    They are half as fast again. A product is not rounded before it is added, so results differ from those of
    other browsers in the last bits.
    """
    name = f"{__name__}._native"
    loader = ExtensionFileLoader(name, str(FUSED))
    spec = importlib.util.spec_from_file_location(name, FUSED, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    sys.modules[name] = module


fused = bool(os.environ.get("CNN_CORE_FUSED")) and FUSED.exists()
try:
    if fused:
        _load_fused()
    from cnn_core.kernels import operations
except ImportError as error:
    unavailable: str | None = str(error)
else:
    unavailable = None
    backends.register("compiled", operations.TABLE)
    backends.use_backend("compiled")

__all__ = ["fused", "unavailable"]

"""Put the compiled kernels into the wheel: Hatchling's build hook."""

import importlib.util
import os
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PYODIDE = "pyemscripten_2026_0_wasm32"


class KernelsHook(BuildHookInterface):  # type: ignore[type-arg]
    """A wheel for this machine, or for the browser if CNN_CORE_TARGET says "wasm".

    Where the kernels don't compile for this machine, the wheel goes without; the reference does their work.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version
        target = os.environ.get("CNN_CORE_TARGET", "native")
        builder = _load(Path(__file__).with_name("build.py"))
        self.made = tempfile.TemporaryDirectory(prefix="cnn-core-kernels-")
        folder = Path(self.made.name)
        try:
            targets = ("wasm", "wasm-fused") if target == "wasm" else (target,)
            for made in [builder.compile(one, folder) for one in targets]:
                build_data["force_include"][str(made)] = f"cnn_core/kernels/{made.name}"
        except RuntimeError as error:
            if target != "native":
                raise
            self.app.display_warning(f"cnn_core goes without compiled kernels: {error}")
            return
        platform = PYODIDE if target == "wasm" else sysconfig.get_platform()
        build_data["pure_python"] = False
        build_data["tag"] = f"cp311-abi3-{platform.replace('-', '_').replace('.', '_')}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        del version, build_data, artifact_path
        self.made.cleanup()


def _load(path: Path) -> Any:
    """Import a file by its path: the library around it needs NumPy, which a build doesn't have."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

"""Build the C files here into `_native`, with the compiler that PyPI's `ziglang` brings.

    python -m cnn_core.kernels.build            next to the sources, for this machine
    python -m cnn_core.kernels.build FOLDER     into a folder

Nothing is compiled again while sources, flags and compiler are as they were. Hatchling calls this when a
wheel is made: for the browser when CNN_CORE_TARGET is "wasm", for this machine otherwise.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
COMMON = ("-std=c11", "-O3", "-fPIC", "-fvisibility=hidden", "-shared", "-Wall", "-Wextra", "-Werror", "-s")
# For WebAssembly, side modules as Emscripten's: memory and Python's functions are the loading program's. The
# second one multiplies and adds in one instruction, which not every browser has; where there is one, the page
# loads it in place of the first (`site/worker/runtime.js`).
FILES = {"native": "_native.abi3.so", "wasm": "_native.abi3.so", "wasm-fused": "_native.fused.wasm"}
WASM = (*COMMON, "-target", "wasm32-freestanding", "-nostdlib")
FLAGS = {
    "native": (*COMMON, *(["-Wl,-undefined,dynamic_lookup"] if sys.platform == "darwin" else [])),
    "wasm": (*WASM, "-mcpu=generic+simd128"),
    "wasm-fused": (*WASM, "-mcpu=generic+simd128+relaxed_simd"),
}


def compile(target: str, folder: Path) -> Path:
    """Build for one of FLAGS's targets into `folder`; return the file's path.

    Raises:
        RuntimeError: when the compiler is missing or refuses; with what it said.
    """
    cached = _cache() / _fingerprint(target) / FILES[target]
    if not cached.exists():
        _compile(target, cached)
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / FILES[target]
    if not made.exists() or made.read_bytes() != cached.read_bytes():
        partial = made.with_suffix(".part")
        shutil.copyfile(cached, partial)
        partial.replace(made)  # a running process may have the old one mapped
    return made


def _compile(target: str, out: Path) -> None:
    sources = sorted(str(path.name) for path in HERE.glob("*.c"))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        made = Path(scratch) / out.name
        command = [sys.executable, "-m", "ziglang", "cc", *FLAGS[target], *sources, "-o", str(made)]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the kernels did not compile for {target}:\n{done.stderr.strip()}")
        made.replace(out)


def _fingerprint(target: str) -> str:
    try:
        compiler = version("ziglang")
    except ModuleNotFoundError as error:
        raise RuntimeError("the compiler is missing: pip install ziglang") from error
    digest = hashlib.sha256(repr((compiler, sys.platform, FLAGS[target])).encode())
    for path in sorted(HERE.glob("*.[ch]")):
        digest.update(path.name.encode() + path.read_bytes())
    return f"{target}-{digest.hexdigest()[:16]}"


def _cache() -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "convnets-live" / "kernels"


if __name__ == "__main__":
    print(compile("native", Path(sys.argv[1]) if len(sys.argv) > 1 else HERE))

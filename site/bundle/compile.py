"""Compile archives of Python sources for the interpreter that this runs in: the browser's, under Node.

Run by `target.mjs`. pyodide-build compiles; what it makes is unpacked, so that JavaScript can take it.
"""

import os
import py_compile
import zipfile
from pathlib import Path

from pyodide_build._py_compile import _py_compile_archive

# Compiled files then carry a hash of their source in place of its date, so they are the same every time.
os.environ["SOURCE_DATE_EPOCH"] = "1577836800"
DOCUMENTED = ("cnn_core/", "pyodide/", "_pyodide/")  # Pyodide reads its own docstrings
_compile = py_compile.compile


def compile_archives(folder: str, out: str) -> None:
    """Unpack each archive of `folder`, compiled, into a folder of `out` named by the archive's first word."""
    py_compile.compile = _compile_briefly
    for archive in sorted(Path(folder).iterdir()):
        made = _py_compile_archive(archive, keep=True, verbose=False, compression_level=0)
        with zipfile.ZipFile(made or archive) as files:
            files.extractall(Path(out) / archive.name.split("-")[0].split(".")[0])


def _compile_briefly(file: str, cfile: str, dfile: str, doraise: bool) -> str | None:
    """Without docstrings and assertions, as `python -OO` does: a quarter of NumPy is docstrings."""
    level = 0 if dfile.startswith(DOCUMENTED) else 2
    return _compile(file, cfile=cfile, dfile=dfile, doraise=doraise, optimize=level)

"""The JavaScript tools that the build calls."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def node() -> str:
    """The path of Node: beside this Python (where `make setup` puts it if there is none), or on PATH.

    Raises:
        RuntimeError: there is none.
    """
    found = shutil.which("node", path=_path())
    if not found:
        raise RuntimeError("Node is missing: run `make setup`")
    return found


def run_node(script: Path, arguments: list[str], *, given: str = "", quiet: bool = True) -> str:
    """What a script prints. Its errors are kept for CalledProcessError, or shown at once if not `quiet`."""
    return _run([node(), str(script), *arguments], given, quiet)


def run_tool(root: Path, name: str, arguments: list[str], given: str = "") -> str:
    """What a program that npm installed prints.

    Raises:
        RuntimeError: it isn't there.
        subprocess.CalledProcessError: it failed.
    """
    program = root / "node_modules" / ".bin" / name
    if not program.exists():
        raise RuntimeError(f"node_modules has no {name}: run `make setup`")
    return _run([str(program), *arguments], given, True, root)


def _run(command: list[str], given: str, quiet: bool, folder: Path | None = None) -> str:
    ran = subprocess.run(
        command,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if quiet else None,
        encoding="utf-8",
        check=True,
        close_fds=False,  # the build's lock, which a tool holds until it ends, is to be inherited
        cwd=folder,
        env=os.environ | {"PATH": _path()},
    )
    return ran.stdout


def _path() -> str:
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

"""The service worker's script: what a release consists of, and the code that keeps it."""

import hashlib
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from builder.node import run_tool
from builder.problems import BuildError, Problem

SCRIPT = "service-worker.js"
SOURCE = "site/offline/service-worker.js"
COMPRESSED = (".br", ".gz")
ON_DEMAND = "more.wasm"


def write_service_worker(root: Path, folder: Path, runtime: str, files: dict[str, dict[str, Any]]) -> None:
    """Write the script into a site that is otherwise whole.

    Args:
        root: where site/ is.
        folder: the site.
        runtime: the runtime's folder in it, e.g. runtime/0123456789abcdef.
        files: bytes and sha256 of the runtime's files, by their names.

    Raises:
        BuildError: esbuild refused the source.
    """
    release = _release(folder, runtime, files)
    options = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--log-level=warning"]
    try:
        code = run_tool(root, "esbuild", [SOURCE, *options, f"--define:RELEASE={json.dumps(release)}"])
    except subprocess.CalledProcessError as error:
        raise BuildError([Problem(SOURCE, 0, error.stderr.strip())]) from error
    (folder / SCRIPT).write_text(code, "utf-8")


def _release(folder: Path, runtime: str, files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    pages = sorted(
        path.relative_to(folder).as_posix().removesuffix("index.html") for path in folder.rglob("*.html")
    )
    assets = sorted(path.relative_to(folder).as_posix() for path in _plain((folder / "assets").iterdir()))
    needed = {f"{runtime}/{name}": file for name, file in files.items() if name != ON_DEMAND}
    digest = hashlib.sha256(json.dumps([assets, needed]).encode())
    for page in pages:
        digest.update((folder / (page if page.endswith(".html") else f"{page}index.html")).read_bytes())
    return {
        "id": digest.hexdigest()[:16],
        "pages": pages,
        "assets": assets,
        "runtime": needed,
        "more": [f"{runtime}/{ON_DEMAND}"],
        "megabytes": round(sum(map(_transferred, _plain(folder.rglob("*.*")))) / 1e6, 1),
    }


def _transferred(path: Path) -> int:
    """Bytes of a file as a good host sends it."""
    twin = path.with_name(path.name + COMPRESSED[0])
    return (twin if twin.exists() else path).stat().st_size


def _plain(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.suffix not in COMPRESSED]

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
ON_DEMAND = ("imported.wasm", "more.wasm", "seldom.wasm")
# These come when they are used, or with the whole course.
INDEX = "search.*.json"
LARGE = 200_000  # bytes of a script


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
    found = sorted(path.relative_to(folder).as_posix() for path in _plain((folder / "assets").iterdir()))
    seldom = [name for name in found if Path(name).match(INDEX) or _is_large(folder / name)]
    assets = [name for name in found if name not in seldom]
    needed = {f"{runtime}/{name}": file for name, file in files.items() if name not in ON_DEMAND}
    digest = hashlib.sha256(json.dumps([found, needed]).encode())
    for page in pages:
        digest.update((folder / (page if page.endswith(".html") else f"{page}index.html")).read_bytes())
    return {
        "id": digest.hexdigest()[:16],
        "pages": pages,
        "assets": assets,
        "runtime": needed,
        "more": [*(f"{runtime}/{name}" for name in ON_DEMAND), *seldom],
        "megabytes": round(sum(map(_transferred, _plain(folder.rglob("*.*")))) / 1e6, 1),
    }


def _is_large(path: Path) -> bool:
    """Whether it is a script that only those need who use it, such as the editor of code."""
    return path.suffix == ".js" and path.stat().st_size > LARGE


def _transferred(path: Path) -> int:
    """Bytes of a file as a good host sends it."""
    twin = path.with_name(path.name + COMPRESSED[0])
    return (twin if twin.exists() else path).stat().st_size


def _plain(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.suffix not in COMPRESSED]

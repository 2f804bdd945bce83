"""Scripts, styles, fonts and pictures: bundled by esbuild, named by the hash of what they hold."""

import hashlib
import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from builder.node import run_tool
from builder.problems import BuildError, Problem

FOLDER = "assets"
SCRIPTS = {  # entries that share what they import, and how esbuild is to make them
    ("site/js/main.js",): ["--format=esm", "--splitting"],
    ("site/js/early.js", "site/js/start.js"): ["--format=iife"],
    ("site/worker/worker.js",): ["--format=esm"],
}
STYLES = "site/css/main.css"
PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")
COMMON = [
    "--bundle",
    "--preserve-symlinks",  # where a link leads would go into the hashes
    "--minify",
    "--target=es2022",
    "--loader:.woff2=file",
    "--loader:.svg=file",
    "--loader:.py=text",
    "--legal-comments=eof",
    "--entry-names=[name].[hash]",
    "--chunk-names=[name].[hash]",
    "--asset-names=[name].[hash]",
    "--log-level=warning",
    "--color=false",
]


class Assets:
    """The files in dist/assets/, by the names that they have in the sources."""

    def __init__(self, root: Path, out: Path) -> None:
        self._root, self._out = root, out / FOLDER
        self._names: dict[str, str] = {}
        self.packages: set[str] = set()  # npm's, of which there is something in the scripts and styles
        self._out.mkdir(parents=True, exist_ok=True)

    def bundle(self, more_css: str, runtime_files: Mapping[str, object]) -> None:
        """Make the scripts and the style sheet, with `more_css` at its end.

        The worker gets `runtime_files`, the sizes and checksums of what it loads.

        Raises:
            BuildError: a source is missing, or esbuild refused one.
        """
        sources = [name for names in SCRIPTS for name in names]
        missing = [name for name in (*sources, STYLES) if not (self._root / name).is_file()]
        if missing:
            raise BuildError(Problem(name, 0, "the file is missing") for name in missing)
        styles = f'@import "./{STYLES}";\n{more_css}'
        as_css = ["--loader=css", f"--sourcefile={Path(STYLES).name}", "--entry-names=main.[hash]"]
        define = f"--define:RUNTIME_FILES={json.dumps(runtime_files)}"
        with ThreadPoolExecutor() as beside:
            made = [beside.submit(self._esbuild, as_css, styles)]
            made += [beside.submit(self._esbuild, [*names, *how, define]) for names, how in SCRIPTS.items()]
        for one in made:
            self._name(one.result())

    def copy(self, path: Path) -> str:
        """Take a file of the site's own as it is; returns its name there, e.g. assets/cat.1a2b3c4d.png."""
        self._names[path.name] = self._put(path, path.read_bytes())
        return self._names[path.name]

    def copy_picture(self, path: Path) -> str:
        """Take a lesson's picture over: whatever it is called, it stands for none of the site's own files."""
        return self._put(path, path.read_bytes())

    def write(self, name: str, content: bytes) -> None:
        """Make a file of what the build itself wrote."""
        before = self._names.get(name)
        self._names[name] = self._put(PurePosixPath(name), content)
        if before and before != self._names[name]:
            (self._out / PurePosixPath(before).name).unlink(missing_ok=True)

    def moved(self, out: Path) -> "Assets":
        """The same files, in another copy of the site."""
        copy = Assets(self._root, out)
        copy._names = dict(self._names)
        return copy

    def get(self, name: str) -> str:
        """The name of a file in the site; empty where there is none."""
        return self._names.get(name, "")

    def __getitem__(self, name: str) -> str:
        try:
            return self._names[name]
        except KeyError:
            raise LookupError(f"no asset {name!r}: there are {', '.join(sorted(self._names))}") from None

    def _put(self, path: PurePath, content: bytes) -> str:
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:8].upper()}{path.suffix}"
        if not (self._out / name).exists():
            (self._out / name).write_bytes(content)
        return f"{FOLDER}/{name}"

    def _esbuild(self, options: list[str], styles: str = "") -> dict[str, Any]:
        with tempfile.NamedTemporaryFile(suffix=".json") as meta:
            outputs = [f"--outdir={self._out}", f"--metafile={meta.name}"]
            try:
                run_tool(self._root, "esbuild", [*COMMON, *options, *outputs], styles)
            except subprocess.CalledProcessError as error:
                said = error.stderr.strip()
                raise BuildError([Problem(options[0] if not styles else STYLES, 0, said)]) from error
            made: dict[str, Any] = json.loads(Path(meta.name).read_text("utf-8"))["outputs"]
            return made

    def _name(self, made: dict[str, Any]) -> None:
        """Know the files that esbuild made by their sources' names."""
        for path, output in made.items():
            name = f"{FOLDER}/{PurePosixPath(path).name}"
            self.packages |= {
                found[1]
                for source, used in output["inputs"].items()
                if used["bytesInOutput"] and (found := PACKAGE.match(source))
            }
            entry = output.get("entryPoint")
            if entry or len(output["inputs"]) == 1:
                source = PurePosixPath(entry or next(iter(output["inputs"]))).name
                self._names.setdefault("main.css" if source == "<stdin>" else source, name)

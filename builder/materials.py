"""The bill of materials beside the site, in CycloneDX's format, and the licenses of all that it lists."""

import base64
import hashlib
import json
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from builder.located import Source, Strict, read

FILE = "sbom.cdx.json"
LICENSES = "licenses"
COMPONENTS = "site/licenses/components.yaml"
COMPRESSED = (".br", ".gz")
MEMORY = ("data.wasm", "heap-low.wasm", "heap-high.wasm")
# What is cut down to site/fonts/ by subset.py there.
FONTS = {
    "@fontsource-variable/instrument-sans": "instrument-sans",
    "@fontsource-variable/jetbrains-mono": "jetbrains-mono",
    "@fontsource-variable/newsreader": "newsreader",
    "@fontsource/stix-two-math": "stix-two-math",
}
# Of NumPy's METADATA.
NUMPY_LICENSE = "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0"

Component = dict[str, Any]


class CompiledIn(Strict):
    """A work that is part of pyodide.asm.wasm; see components.yaml."""

    name: str
    version: str | None = None
    license: str | None = None
    public_domain: bool = False
    text: str | None = None
    marker: str | None = None


class _Components(Strict):
    components: tuple[CompiledIn, ...]


def compiled_in(root: Path) -> tuple[CompiledIn, ...]:
    """What Pyodide's WebAssembly is made of."""
    source = Source(COMPONENTS, 1, (root / COMPONENTS).read_text("utf-8"), "the list of components")
    return read(source, _Components).value.components


def write_materials(
    root: Path, folder: Path, packages: Iterable[str], runtime: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write the bill of materials and the licenses into a site that has everything else.

    Args:
        root: where site/ and node_modules/ are.
        folder: the site.
        packages: npm's names of those that are in the site's scripts.
        runtime: bytes and sha256 of the runtime's files, by their names.
    """
    names = sorted(packages)
    _copy_licenses(root, folder / LICENSES, names)
    locked: dict[str, Any] = json.loads((root / "node_modules/.package-lock.json").read_text("utf-8"))
    library = _library(root, runtime)
    parts = [library, _pyodide(root, locked, runtime), _numpy(root, runtime)]
    parts += [_npm(name, locked) for name in (*names, *FONTS)]
    content = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "convnets-live",
                "name": "Convnets, Live",
                "version": library["version"],
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": [*parts, *_files(folder)],
        "dependencies": [
            {"ref": "convnets-live", "dependsOn": [part["bom-ref"] for part in parts]},
            {"ref": library["bom-ref"], "dependsOn": [parts[2]["bom-ref"]]},
        ],
    }
    (folder / FILE).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _copy_licenses(root: Path, folder: Path, packages: Iterable[str]) -> None:
    folder.mkdir(exist_ok=True)
    for path in (root / "site" / LICENSES).glob("*.txt"):
        shutil.copyfile(path, folder / path.name)
    for name in packages:
        found = sorted((root / "node_modules" / name).glob("LICENSE*"))
        if not found:
            raise RuntimeError(f"node_modules/{name} has no license to ship with it")
        shutil.copyfile(found[0], folder / f"npm-{name.replace('@', '').replace('/', '-')}.txt")


def _library(root: Path, runtime: Mapping[str, Mapping[str, Any]]) -> Component:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    purl = f"pkg:generic/{project['name']}@{project['version']}"
    return _component(purl, project["name"], project["version"], project["license"]) | {
        "components": [_runtime_file(name, runtime) for name in MEMORY]
    }


def _pyodide(root: Path, locked: dict[str, Any], runtime: Mapping[str, Mapping[str, Any]]) -> Component:
    modules = ("pyodide.asm.wasm", "seldom.wasm", "imported.wasm", "more.wasm")
    files = ("pyodide.mjs", "pyodide.asm.mjs", *modules)
    inside = [
        _component(f"compiled-in/{one.name}", one.name, one.version, one.license) for one in compiled_in(root)
    ]
    change = (
        "Four expressions of pyodide.asm.mjs are changed, by site/bundle/patch.mjs in the project's source, "
        "and exports that nothing asks for are left out, by trim.mjs beside it. Its functions are divided "
        "between pyodide.asm.wasm and seldom.wasm, by split.mjs. Its data is in data.wasm. With "
        "heap-low.wasm and heap-high.wasm, that is the memory of Python, NumPy and the library once they "
        "have started."
    )
    return _npm("pyodide", locked) | {
        "pedigree": {"notes": change},
        "components": [*(_runtime_file(name, runtime) for name in files), *inside],
    }


def _numpy(root: Path, runtime: Mapping[str, Mapping[str, Any]]) -> Component:
    wheel = json.loads((root / "site/bundle/pins.json").read_text("utf-8"))["numpy"]
    version = wheel["file"].split("-")[1]
    return _component(f"pkg:pypi/numpy@{version}", "numpy", version, NUMPY_LICENSE) | {
        "hashes": [{"alg": "SHA-256", "content": wheel["sha256"]}],
        "components": [_runtime_file("libraries.wasm", runtime)],
    }


def _npm(name: str, locked: dict[str, Any]) -> Component:
    package = locked["packages"][f"node_modules/{name}"]
    algorithm, digest = package["integrity"].split("-", 1)
    purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
    return _component(purl, name, package["version"], package["license"]) | {
        "hashes": [
            {
                "alg": algorithm.upper().replace("SHA", "SHA-"),
                "content": base64.b64decode(digest).hex(),
            }
        ]
    }


def _component(ref: str, name: str, version: str | None, license: str | None) -> Component:
    """A library; `license` is an SPDX expression, and None for what is in the public domain."""
    found: Component = {"type": "library", "bom-ref": ref, "name": name}
    if version:
        found["version"] = version
    if license is None:
        found["licenses"] = [{"license": {"name": "Public domain"}}]
    else:
        found["licenses"] = [{"expression": license}]
    if ref.startswith("pkg:"):
        found["purl"] = ref
    return found


def _runtime_file(name: str, runtime: Mapping[str, Mapping[str, Any]]) -> Component:
    hashes = [{"alg": "SHA-256", "content": runtime[name]["sha256"]}]
    return {"type": "file", "bom-ref": f"runtime/{name}", "name": name, "hashes": hashes}


def _files(folder: Path) -> Iterator[Component]:
    """The scripts, styles, fonts and pictures, as they are in the site."""
    for path in sorted((folder / "assets").iterdir()):
        if path.suffix in COMPRESSED:
            continue
        name = f"assets/{path.name}"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield {
            "type": "file",
            "bom-ref": name,
            "name": name,
            "hashes": [{"alg": "SHA-256", "content": digest}],
        }

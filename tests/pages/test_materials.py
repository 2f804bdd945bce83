"""What ships is listed, with its licenses and its checksums; what is installed is pinned."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.building import ROOT
from builder.materials import FILE, compiled_in
from tests import audit

Component = dict[str, Any]
SPDX = re.compile(r"[A-Za-z0-9.-]+( (AND|OR|WITH) [A-Za-z0-9.-]+)*")
DIGITS = {"SHA-256": 64, "SHA-512": 128}


@pytest.fixture(scope="module")
def bill(dist: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((dist / FILE).read_text("utf-8"))
    return content


def components(of: Component) -> Iterator[Component]:
    for one in of.get("components", []):
        yield one
        yield from components(one)


def test_the_bill_is_what_cyclonedx_wants(bill: dict[str, Any]) -> None:
    """The rules of its JSON schema, version 1.6, for all that is used of it."""
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert set(bill) == {
        *("$schema", "bomFormat", "specVersion", "version", "metadata", "components", "dependencies")
    }
    all_of_them = [bill["metadata"]["component"], *components(bill)]
    for one in all_of_them:
        known = {"type", "bom-ref", "name", "version", "purl", "hashes", "licenses", "pedigree", "components"}
        assert {"type", "name"} <= set(one) <= known
        assert one["type"] in ("application", "library", "file")
        assert set(one.get("pedigree", {})) <= {"notes"}
        for entry in one.get("hashes", []):
            assert set(entry) == {"alg", "content"}
            assert re.fullmatch(rf"[0-9a-f]{{{DIGITS[entry['alg']]}}}", entry["content"])
        for license in one.get("licenses", []):
            (kind,) = license
            if kind == "expression":
                assert len(one["licenses"]) == 1
                assert SPDX.fullmatch(license["expression"])
            else:
                assert kind == "license"
                assert set(license["license"]) in ({"id"}, {"name"})
        if "purl" in one:
            assert re.fullmatch(r"pkg:(npm|pypi|generic)/[\w%./-]+@[\w.]+", one["purl"])
    refs = [one["bom-ref"] for one in all_of_them]
    assert len(refs) == len(set(refs))
    for entry in bill["dependencies"]:
        assert set(entry) == {"ref", "dependsOn"}
        assert {entry["ref"], *entry["dependsOn"]} <= set(refs)


def test_every_library_has_a_version_and_a_license(bill: dict[str, Any]) -> None:
    for one in components(bill):
        if one["type"] == "library":
            assert one["licenses"], one["name"]
            assert "version" in one or one["bom-ref"].startswith("compiled-in/"), one["name"]
    names = {one["name"] for one in components(bill)}
    assert {"cnn-core", "pyodide", "numpy", "CPython", "uplot", "@codemirror/view", "@lezer/python"} <= names


def test_every_file_is_listed_as_it_is(bill: dict[str, Any], dist: Path) -> None:
    listed = {
        one["bom-ref"]: one["hashes"][0]["content"] for one in components(bill) if one["type"] == "file"
    }
    (runtime,) = (dist / "runtime").iterdir()
    found = {f"runtime/{path.name}": path for path in runtime.iterdir()}
    found |= {f"assets/{path.name}": path for path in (dist / "assets").iterdir()}
    plain = {
        name: path
        for name, path in found.items()
        if path.suffix not in (".br", ".gz") and path.name != "manifest.json"
    }
    assert listed == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in plain.items()}


def test_what_is_compiled_in_is_there_in_that_version() -> None:
    wasm = (ROOT / "node_modules/pyodide/pyodide.asm.wasm").read_bytes()
    marked = [one for one in compiled_in(ROOT) if one.marker]
    assert len(marked) > 5
    for one in marked:
        assert one.marker is not None
        assert one.marker.encode() in wasm, one.name


def test_every_license_is_there_in_full(bill: dict[str, Any], dist: Path) -> None:
    texts = {path.name: path.read_text("utf-8") for path in (dist / "licenses").glob("*.txt")}
    notice = (dist / "NOTICE.txt").read_text("utf-8")
    for one in compiled_in(ROOT):
        assert (one.text is None) == one.public_domain == (one.license is None), one.name
        if one.text:
            assert len(texts[one.text]) > 900, one.name
        assert one.name.split()[0].lower() in notice.lower(), one.name
    for name in ("pyodide.txt", "numpy.txt"):
        assert len(texts[name]) > 10_000
    assert "Mozilla Public License Version 2.0" in texts["pyodide.txt"]
    for one in bill["components"]:
        if one.get("purl", "").startswith("pkg:npm/") and one["name"] != "pyodide":
            file = f"npm-{one['name'].replace('@', '').replace('/', '-')}.txt"
            font = f"LICENSE-{one['name'].split('/')[-1]}.txt"
            assert "Copyright" in (texts.get(file) or texts[font])


def test_javascript_is_pinned_by_integrity_and_names_no_registry() -> None:
    for lock in (ROOT / "package-lock.json", ROOT / "tests/bench/steps/package-lock.json"):
        packages = json.loads(lock.read_text("utf-8"))["packages"]
        for name, package in packages.items():
            assert "resolved" not in package, name
            if name:
                assert package["integrity"].startswith("sha512-"), name
        assert "://" not in re.sub(r'"(url|homepage)": "[^"]*"', "", lock.read_text("utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


@pytest.mark.parametrize("name", ["requirements-dev.txt", "requirements-node.txt"])
def test_python_is_pinned_by_hashes_and_names_no_index(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.]+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_runtime_is_pinned_by_hashes() -> None:
    pins = json.loads((ROOT / "site/bundle/pins.json").read_text("utf-8"))
    for digest in (*pins["core"].values(), pins["numpy"]["sha256"], *pins["tools"].values()):
        assert re.fullmatch(r"[0-9a-f]{64}", digest)


def test_an_audit_tells_what_is_known_from_what_could_not_be_asked() -> None:
    clean, unsafe = '{"vulnerabilities": {}}', '{"vulnerabilities": {"a": {"severity": "high"}}}'
    assert [audit.of_npm(text) for text in (clean, unsafe, "", '{"error": {"code": "ENOAUDIT"}}')] == [
        [],
        ["a: high"],
        None,
        None,
    ]
    vulns = [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]
    listed = [{"name": "a", "version": "1", "vulns": vulns}, {"name": "b", "version": "2", "vulns": []}]
    found = audit.of_pip_audit(json.dumps({"dependencies": listed}))
    assert found == ["a 1: PYSEC-1, PYSEC-2"]
    assert audit.of_pip_audit("ERROR: no connection") is None
    assert audit.told("npm", [], "") == (0, "npm: nothing known.")
    assert audit.told("npm", found, "")[0] == 1
    said = "npm warn x\nnpm error audit endpoint returned an error\nnpm error a log of this run is in x\n"
    end, words = audit.told("npm", None, said)
    assert end == 2
    assert "NOT CHECKED" in words
    assert words.endswith("audit endpoint returned an error")

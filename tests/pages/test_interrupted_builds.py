"""Whatever ends a build before its time, the old site stays whole, and the next build puts all right."""

import errno
import fcntl
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from builder import files
from builder.building import ROOT, build
from tests.pages.conftest import FRONT, Project

# What `build.py build` does, for a project of the test's.
COMMAND = """
import sys
from pathlib import Path
from builder.building import Builder
from builder.command import _build
sys.exit(_build(Builder(Path(sys.argv[1]), root=Path(sys.argv[2]))))
"""
# What a build has made by then, in its order.
MOMENTS = ("", "assets", "licenses", "service-worker.js")
# The largest file that there is room for, in bytes: what is too large differs.
ROOM = (0, 1_000, 50_000, 500_000, 3_000_000)
# The file of the build's own that finds the disk full.
NTH = (1, 2, 4)


class Site:
    """A small project, and what was built of its first edition."""

    def __init__(self, folder: Path) -> None:
        self.project = Project(folder / "project")
        self.dist = folder / "out" / "dist"
        self.edition(1)
        build(self.dist, root=self.project.root)

    def edition(self, number: int) -> None:
        self.project.lesson(f"Edition {number}.", FRONT)

    def files(self, dist: Path | None = None) -> dict[str, bytes]:
        folder = dist or self.dist
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    def start(self, **options: Any) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", COMMAND, str(self.dist), str(self.project.root)]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=ROOT, **streams, **options)

    @property
    def left_behind(self) -> list[str]:
        return sorted(
            path.name for path in self.dist.parent.iterdir() if path.name not in ("dist", ".dist-lock")
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("interrupted"))


@pytest.fixture
def before(site: Site) -> Iterator[dict[str, bytes]]:
    """The site's files, which must be the same after the test."""
    site.edition(1)
    before = site.files()
    assert b"Edition 1." in before["lessons/edges/index.html"]
    site.edition(2)
    yield before
    assert site.files() == before


def wait(found: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    while not found() and process.poll() is None:
        time.sleep(0.002)


def test_a_build_killed_at_any_moment_leaves_the_old_site_or_the_new(site: Site, tmp_path: Path) -> None:
    site.edition(2)
    build(tmp_path / "dist", root=site.project.root)
    second = site.files(tmp_path / "dist")
    site.edition(1)
    first = site.files()
    assert first != second
    for moment in MOMENTS:
        site.edition(2)
        building = site.start()
        wait((site.dist.parent / ".dist-building" / moment).exists, building)
        building.kill()
        building.communicate()
        there = site.files()
        assert there in (first, second), moment
        if there == second:  # it was quicker than the kill
            site.edition(1)
            build(site.dist, root=site.project.root)
            assert site.files() == first
    # What the killed ones had started is waited for; none of it gets into what is built next.
    site.edition(2)
    build(site.dist, root=site.project.root)
    assert site.files() == second
    assert site.left_behind == []
    site.edition(1)
    build(site.dist, root=site.project.root)
    assert site.files() == first


@pytest.mark.parametrize("room", ROOM)
def test_a_build_without_room_leaves_the_old_site_and_says_so(
    site: Site, before: dict[str, bytes], room: int
) -> None:
    """Each file that is larger than there is room for fails, be it Python's, Node's or esbuild's."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    building = site.start(preexec_fn=limit)
    _, said = building.communicate()
    assert building.returncode == 1, said
    assert "Traceback (most recent call last)" not in said
    assert "nothing was built." in said
    assert site.left_behind == []


@pytest.mark.parametrize("nth", NTH)
def test_a_disk_that_is_full_is_named(
    site: Site,
    before: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    nth: int,
) -> None:
    """The build's own files, one after the other."""
    from builder.building import Builder
    from builder.command import _build

    write, written = Path.write_bytes, 0

    def fail(path: Path, content: bytes) -> int:
        nonlocal written
        written += 1
        if written >= nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", fail)
    assert _build(Builder(site.dist, root=site.project.root)) == 1
    said = capsys.readouterr().err
    assert said.startswith("No space left on device: ")
    assert said.endswith("; nothing was built.\n")
    assert site.left_behind == []


def test_builds_at_once_wait_for_each_other_even_if_one_is_killed(site: Site) -> None:
    site.edition(1)
    builds = [site.start() for _ in range(2)]
    wait((site.dist.parent / ".dist-building").exists, builds[0])
    builds[0].kill()
    ended = [building.communicate() for building in builds]
    assert [building.returncode for building in builds[1:]] == [0], ended
    assert b"Edition 1." in site.files()["lessons/edges/index.html"]
    assert site.left_behind == []


def test_what_a_killed_build_had_started_holds_the_lock_until_it_ends(tmp_path: Path) -> None:
    script, lock, began = tmp_path / "tool.mjs", tmp_path / "lock", tmp_path / "began"
    script.write_text("""
import { existsSync, writeFileSync } from "node:fs";
writeFileSync("began", "");
const timer = setInterval(() => existsSync("go") && clearInterval(timer), 10);
""")
    command = """
import os, sys
from pathlib import Path
from builder.files import locked
from builder.node import run_node
os.chdir(sys.argv[1])
with locked(Path("lock")):
    run_node(Path("tool.mjs"), [])
"""
    building = subprocess.Popen([sys.executable, "-c", command, str(tmp_path)], cwd=ROOT)
    wait(began.exists, building)
    building.kill()
    building.wait()
    with lock.open() as file:
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (tmp_path / "go").touch()
        fcntl.flock(file, fcntl.LOCK_EX)


@pytest.mark.parametrize("can_exchange", [True, False])
def test_there_is_a_site_at_every_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    """Where folders can change places; elsewhere there is none for an instant, which the next build mends."""
    out, seen = tmp_path / "dist", []
    rename = Path.rename

    def look(path: Path, target: Path) -> Path:
        made = rename(path, target)
        seen.append(out.exists())
        return made

    if not can_exchange:
        monkeypatch.setattr(files, "_exchange", lambda *_: False)
    for edition in ("one", "two"):
        with files.replacing(out) as folder:
            (folder / ".nojekyll").touch()
            (folder / "index.html").write_text(edition)
            monkeypatch.setattr(Path, "rename", look)
        monkeypatch.setattr(Path, "rename", rename)
        assert (out / "index.html").read_text() == edition
    assert sorted(path.name for path in tmp_path.iterdir()) == [".dist-lock", "dist"]
    if not can_exchange:
        assert seen == [True, False, True]
    elif sys.platform == "linux" and seen != [True, False, True]:  # not all file systems can
        assert seen == [True]

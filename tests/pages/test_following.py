"""Building after a change of lessons alone: what comes of it is what a whole build would have made."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import builder.building
from builder.building import Builder, build
from builder.following import stay
from builder.problems import BuildError
from tests.pages.conftest import FRONT, Project

SecondLesson = Callable[..., str]


def pages(dist: Path) -> dict[str, bytes]:
    """All that a reader's browser would ask for, less what it only gets from a whole build."""
    left_out = (".br", ".gz", "service-worker.js", "sbom.cdx.json")
    return {
        path.relative_to(dist).as_posix(): path.read_bytes()
        for path in dist.rglob("*")
        if path.is_file() and not path.name.endswith(left_out)
    }


def test_lessons_alone_come_out_as_in_a_whole_build(
    project: Project, tmp_path: Path, second_lesson: SecondLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.lesson("One, $x$.")
    project.write("corners.md", second_lesson())
    made = Builder(tmp_path / "dist", root=project.root, keeps=True)
    made.build()
    before = pages(made.out)

    project.lesson("Two, $x$, see [curves](curves.md).\n\n![A cat](cat.png)")
    (project.root / "lessons" / "cat.png").write_bytes(b"\x89PNG")
    (project.root / "lessons" / "corners.md").unlink()
    project.write("curves.md", second_lesson(title="Curves", slug="curves"))
    with monkeypatch.context() as patch:
        patch.setattr(builder.building, "run_node", None)  # neither runtime nor compression are needed
        made.build_lessons()
    after = pages(made.out)
    assert "lessons/corners/index.html" in before
    assert "lessons/corners/index.html" not in after
    assert after["lessons/edges/index.html"] != before["lessons/edges/index.html"]
    assert not (made.out / "lessons/edges/index.html.br").exists()
    build(tmp_path / "whole", root=project.root)
    assert after == pages(tmp_path / "whole")

    project.lesson("{{ nothing() }}")
    with pytest.raises(BuildError, match="no function 'nothing'"):
        made.build_lessons()
    assert pages(made.out) == after
    project.lesson("A [link](#nowhere).", FRONT)
    with pytest.raises(BuildError, match="nowhere"):
        made.build_lessons()


def test_the_process_that_stays_tells_how_each_build_went(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, theirs = os.pipe()
    lines, ours = os.pipe()
    asked: list[str] = []

    def answer(name: str, status: int) -> Callable[[], int]:
        return lambda: (asked.append(name), status)[1]

    with os.fdopen(lines) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        arguments = (theirs, answer("all", 0), answer("lessons", 1))
        thread = threading.Thread(target=stay, args=arguments)
        thread.start()
        assert os.read(answers, 1) == b"+"
        os.write(ours, b"\n")
        assert os.read(answers, 1) == b"-"
        os.close(ours)
        thread.join(10)
    assert asked == ["all", "lessons"]
    os.close(answers)
    os.close(theirs)

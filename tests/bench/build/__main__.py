"""Measure how long builds take: `make bench-build`.

The course itself, from a warm cache and after a change of one lesson; then courses of generated lessons, each
built by a process of its own, whose time and memory must grow no faster than the lessons.
Writes `../results/build.json`; exits with 1 if a bound fails.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from builder.building import ROOT, Builder
from tests.bench.build.course import write_course
from tests.bench.conditions import conditions

RESULTS = Path(__file__).parents[1] / "results" / "build.json"
COUNTS = (10, 300, 1000)
# Seconds.
WARM, CHANGED = 5.0, 1.0
# The last thousand may cost so many times what it would if all lessons cost what the first hundreds do.
LINEAR = 1.5


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, changed = _course(folder / "dist"), _changed(folder / "again")
        generated = {str(count): _generated(folder, count) for count in COUNTS}
    seconds, megabytes = _slopes(generated, "seconds"), _slopes(generated, "megabytes")
    results: dict[str, Any] = {
        "course": {"seconds": whole, "changed_seconds": changed},
        "generated": generated,
        "per_lesson": {"seconds": seconds, "megabytes": megabytes},
        "conditions": conditions("make bench-build", "not used"),
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    growth = "a lesson up to 300, {:.4f} beyond"
    goals = {
        f"all pages: {whole:.2f} s of {WARM:g}": whole < WARM,
        f"a changed lesson: {changed:.2f} s of {CHANGED:g}": changed < CHANGED,
        f"time: {seconds[0]:.4f} s {growth.format(seconds[1])}": seconds[1] <= LINEAR * seconds[0],
        f"memory: {megabytes[0]:.3f} MB {growth.format(megabytes[1])}": megabytes[1] <= LINEAR * megabytes[0],
    }
    for words, is_kept in goals.items():
        print(f"{'✓' if is_kept else '✗'} {words}")
    return 0 if all(goals.values()) else 1


def _course(out: Path) -> float:
    """The whole command, as a contributor waits for it; the first run fills the cache."""
    command = [sys.executable, str(ROOT / "build.py"), "build", "--out", str(out)]
    times = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return round(min(times[1:]), 2)


def _changed(out: Path) -> float:
    """What `serve` does after a change of one lesson."""
    builder = Builder(out, keeps=True)
    builder.build()
    lesson = ROOT / "lessons" / "convolutional-networks.md"
    text = lesson.read_text("utf-8")
    times = []
    try:
        for i in range(3):
            lesson.write_text(f"{text}\nA sentence more, number {i}.\n", "utf-8")
            began = time.perf_counter()
            builder.build_lessons()
            times.append(time.perf_counter() - began)
    finally:
        lesson.write_text(text, "utf-8")
    return round(min(times), 2)


def _generated(folder: Path, count: int) -> dict[str, float]:
    root = folder / f"course-{count}"
    write_course(root, count)
    # Linux's own count: what `resource` tells has the largest that the process was before it became this one.
    script = (
        "import sys, time; from pathlib import Path; from builder.building import build; "
        "root = Path(sys.argv[1]); began = time.perf_counter(); "
        "build(root / 'dist', root=root); print(time.perf_counter() - began); "
        "status = Path('/proc/self/status').read_text(); print(status.split('VmHWM:')[1].split()[0])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(root)], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    seconds, kilobytes = map(float, ran.stdout.split())
    return {"seconds": round(seconds, 2), "megabytes": round(kilobytes / 1024, 1)}


def _slopes(generated: dict[str, dict[str, float]], what: str) -> list[float]:
    """What each further lesson costs: among the first hundreds, and after them."""
    few, some, many = (generated[str(count)][what] for count in (10, 300, 1000))
    return [round((some - few) / 290, 4), round((many - some) / 700, 4)]


if __name__ == "__main__":
    sys.exit(main())

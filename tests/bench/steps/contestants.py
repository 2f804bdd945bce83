"""Who takes part: native ones as processes, the others as pages of one Chromium."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from tests.bench.steps.tasks import TASKS, Task

ROOT = Path(__file__).parents[3]
INSTALLED = ROOT / ".bench"
LESSON = "lessons/convolutional-networks/"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Unavailable(Exception):
    """A contestant can't take part; says why."""


class Contestant(Protocol):
    """One that trains, in its own way, what all train.

    Attributes:
        name: its key in the results.
        shuffles: whether it draws its batches itself, as the laboratory does, rather than taking the task's.
    """

    name: str
    shuffles: bool

    def start(self) -> str:
        """Make ready; return what it is and its version. Raises Unavailable."""

    def tune(self, task: Task) -> str:
        """Choose the fastest of its ways to train, if it has several, and return that one's name."""

    def check(self, task: Task) -> list[float]:
        """Return the losses of the first steps."""

    def run(self, task: Task, seconds: float) -> dict[str, float]:
        """Train on; return `ms`, the median time of a step, and the `loss` and `accuracy` at the end."""


class Native:
    """A process of its own that answers lines of JSON, on one thread."""

    def __init__(self, name: str, python: Path, module: str, *, shuffles: bool = False, **start: str) -> None:
        self.name, self.shuffles = name, shuffles
        self._python, self._module, self._start = python, module, start
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        if not self._python.exists():
            raise Unavailable("it is not installed: `make bench` does that")
        self._process = subprocess.Popen(
            [str(self._python), "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | ONE_THREAD,
        )
        return str(self._ask("start", **self._start))

    def tune(self, task: Task) -> str:
        return "" if self.shuffles else str(self._ask("tune", task=task.name))

    def check(self, task: Task) -> list[float]:
        losses: list[float] = self._ask("check", task=task.name, steps=task.checked_steps)
        return losses

    def run(self, task: Task, seconds: float) -> dict[str, float]:
        result: dict[str, float] = self._ask("run", task=task.name, seconds=seconds)
        return result

    def close(self) -> None:
        if self._process:
            self._process.communicate()

    def _ask(self, do: str, **arguments: Any) -> Any:
        process = self._process
        if not process or not process.stdin or not process.stdout:
            raise Unavailable("it was not started")
        try:
            process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise Unavailable(f"its process ended with {process.wait()}")
        reply = json.loads(line)
        if "error" in reply:
            raise Unavailable(reply["error"])
        return reply["value"]


class Peer:
    """A JavaScript library, in a page that holds nothing else."""

    shuffles = False
    _ORIGIN = "http://peers.invalid"

    def __init__(self, name: str, library: str, browser: Browser, tasks: Path) -> None:
        self.name = name
        self._library, self._browser, self._tasks = library, browser, tasks
        self._page: Page | None = None

    def start(self) -> str:
        if not (INSTALLED / "node_modules").is_dir():
            raise Unavailable("it is not installed: `make bench` does that")
        self._page = self._browser.new_page()
        self._page.set_default_timeout(600_000)
        self._page.route("**/*", self._answer)
        self._page.goto(f"{self._ORIGIN}/index.html?library={self._library}")
        self._page.wait_for_function("window.peer")
        return str(self._page.evaluate("peer.start()"))

    def tune(self, task: Task) -> str:
        return str(self._ask("tune", task=task.name))

    def check(self, task: Task) -> list[float]:
        losses: list[float] = self._ask("check", task=task.name, steps=task.checked_steps)
        return losses

    def run(self, task: Task, seconds: float) -> dict[str, float]:
        result: dict[str, float] = self._ask("run", task=task.name, seconds=seconds)
        return result

    def _ask(self, do: str, **arguments: Any) -> Any:
        if not self._page:
            raise Unavailable("it was not started")
        return self._page.evaluate(f"(given) => peer.{do}(given)", arguments)

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        folders = {"/tasks/": self._tasks, "/node_modules/": INSTALLED / "node_modules"}
        for start, folder in folders.items():
            if path.startswith(start):
                return route.fulfill(path=folder / path.removeprefix(start))
        return route.fulfill(path=Path(__file__).parent / "peers" / path.lstrip("/"))


class Ours:
    """The built site's worker, started by one of its pages as the page itself does."""

    shuffles = True

    def __init__(self, name: str, backend: str, browser: Browser, site: str) -> None:
        self.name = name
        self._backend, self._browser, self._site = backend, browser, site
        self.page: Page | None = None

    def start(self) -> str:
        page = self._browser.new_page()
        page.set_default_timeout(600_000)
        page.goto(self._site + LESSON)
        page.evaluate((Path(__file__).parent / "ours.js").read_text("utf-8"))
        booted = page.evaluate("ours.boot()")
        if booted["backend"] != self._backend:
            try:
                page.evaluate("(name) => ours.use(name)", self._backend)
            except Exception as error:
                raise Unavailable(str(error).splitlines()[0]) from None
        for session, task in enumerate(TASKS, start=1):
            page.evaluate("([session, settings]) => ours.create(session, settings)", [session, task.settings])
        self.page = page
        return f"{self._backend} in Pyodide, Python {booted['python']}, NumPy {booted['numpy']}"

    def tune(self, task: Task) -> str:
        self._ask("run", task, 0.5)
        return ""

    def check(self, task: Task) -> list[float]:
        losses: list[float] = self._ask("check", task, task.checked_steps)
        return losses

    def run(self, task: Task, seconds: float) -> dict[str, float]:
        result: dict[str, float] = self._ask("run", task, seconds)
        return result

    def wait(self, task: Task, count: int) -> dict[str, list[float]]:
        """Milliseconds that an `inspect` and a `pause` take while it trains."""
        waits: dict[str, list[float]] = self._ask("wait", task, count)
        return waits

    def _ask(self, do: str, task: Task, argument: float) -> Any:
        if not self.page:
            raise Unavailable("it was not started")
        return self.page.evaluate(f"(given) => ours.{do}(...given)", [TASKS.index(task) + 1, argument])


@contextmanager
def contestants(browser: Browser, site: str, tasks: Path) -> Iterator[list[Contestant]]:
    """All of them, not yet started, in the order of the table."""
    torch = INSTALLED / "venv" / "bin" / "python"
    native = [
        Native("numpy_native", Path(sys.executable), "tests.bench.steps.numpy_child", shuffles=True),
        Native("pytorch", torch, "tests.bench.steps.torch_child", tasks=str(tasks)),
    ]
    yield [
        Ours("compiled", "compiled", browser, site),
        Ours("reference", "reference", browser, site),
        Peer("convnetjs", "convnetjs", browser, tasks),
        Peer("tfjs_cpu", "tfjs", browser, tasks),
        *native,
    ]
    for one in native:
        one.close()

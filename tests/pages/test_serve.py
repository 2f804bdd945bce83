"""The server: as a static host would answer, under the security policy, and never without a site."""

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest

from builder.building import ROOT
from builder.server import DEFAULT_PORT, SiteServer
from builder.templates import CSP
from tests.pages.conftest import Project
from tests.serving import running


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    site = tmp_path / "site"
    (site / "folder").mkdir(parents=True)
    for name in ("index.html", "404.html", "a.wasm", "a.mjs", "a.js", "a.css", "a.woff2", "a.whl", "a.json"):
        (site / name).write_text(name)
    (tmp_path / "secret").write_text("secret")
    with running(SiteServer(site, base_path="/sub/path/")) as server:
        yield server.url


def get(url: str) -> HTTPResponse:
    response: HTTPResponse
    try:
        response = urllib.request.urlopen(url, timeout=60)
    except urllib.error.HTTPError as error:
        response = error  # type: ignore[assignment]
    with response:
        response.content = response.read()  # type: ignore[attr-defined]
    return response


@pytest.mark.parametrize(
    ("name", "media_type"),
    {
        "": "text/html; charset=utf-8",
        "a.wasm": "application/wasm",
        "a.mjs": "text/javascript; charset=utf-8",
        "a.js": "text/javascript; charset=utf-8",
        "a.css": "text/css; charset=utf-8",
        "a.woff2": "font/woff2",
        "a.whl": "application/zip",
        "a.json": "application/json",
    }.items(),
)
def test_files_come_with_their_type_and_the_policy(served: str, name: str, media_type: str) -> None:
    response = get(served + name)
    assert response.status == 200
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Content-Security-Policy"] == CSP
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["nothing", "deep/down/nothing", "folder/", "../../secret", "%2e%2e/secret"])
def test_all_else_is_the_404_page(served: str, path: str) -> None:
    response = get(served + path)
    assert (response.status, response.content) == (404, b"404.html")
    assert response.headers["Content-Security-Policy"] == CSP


def test_outside_the_base_path_is_nothing(served: str) -> None:
    assert get(served.removesuffix("sub/path/") + "index.html").status == 404


class Serving:
    """A `serve` in a process of its own."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )

    def line(self, pattern: str) -> re.Match[str]:
        """Wait for a line of output."""
        assert self.process.stdout
        for line in self.process.stdout:
            if match := re.search(pattern, line):
                return match
        raise AssertionError(f"it ended without saying {pattern!r}")

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=90)
        return self.process.returncode, rest


@pytest.fixture
def serve(project: Project, tmp_path: Path) -> Iterator[Callable[..., Serving]]:
    """Serve a project, with a faster build than the real one: the lessons are checked, no more."""
    started: list[Serving] = []
    out = tmp_path / "dist"
    script = f"""
        import sys
        from pathlib import Path
        from builder.problems import BuildError
        from tests.pages.conftest import Project
        from builder.formulas import Formulas
        from builder.lessons import understand
        try:
            course = understand(Path({str(project.root)!r}), Formulas(Path({str(project.root)!r})))
        except BuildError as error:
            sys.exit(str(error))
        Path({str(out)!r}).mkdir(exist_ok=True)
        Path({str(out / "index.html")!r}).write_text(course.lessons[0].source.body)
        print("built")
    """
    script = re.sub(r"^ {8}", "", script, flags=re.MULTILINE)

    def start(port: int | None = 0) -> Serving:
        run = (
            "import sys; from pathlib import Path; from builder.server import serve; "
            f"sys.exit(serve(Path({str(project.root)!r}), Path({str(out)!r}), "
            f"[sys.executable, '-c', {script!r}], host='127.0.0.1', port={port}))"
        )
        started.append(Serving([sys.executable, "-c", run]))
        return started[-1]

    yield start
    for serving in started:
        serving.process.kill()
        serving.process.communicate()


def test_a_change_is_seen_and_a_fault_leaves_the_old_site(
    project: Project, serve: Callable[..., Serving]
) -> None:
    project.lesson("One.")
    serving = serve()
    url = serving.line(r"Serving (http://\S+)")[1]
    assert get(url).content == b"One."
    project.lesson("Two.")
    serving.line("Changed: lessons/edges.md")
    serving.line("built")
    assert get(url).content == b"Two."
    project.lesson("{{ nothing() }}")
    serving.line("lessons/edges.md:8: .*no function 'nothing'")
    serving.line("The site is as it was")
    assert get(url).content == b"Two."
    assert serving.stop() == (0, "")


def test_another_port_is_found_when_the_usual_one_is_taken(
    project: Project, serve: Callable[..., Serving]
) -> None:
    project.lesson("One.")
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", DEFAULT_PORT))
            taken.listen()
        except OSError:
            pass  # somebody else's: as good
        port = int(serve(port=None).line(r"Serving http://127\.0\.0\.1:(\d+)/")[1])
        assert port != DEFAULT_PORT
        serve(port=port).line(rf"Can't listen on 127\.0\.0\.1:{port}: Address already in use")


def test_the_commands_say_what_they_do() -> None:
    for arguments, expected in {
        ("--help",): "build | serve",
        ("build", "--help"): "--mirror",
        ("serve", "--help"): "--port",
    }.items():
        command = [sys.executable, "build.py", *arguments]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
        assert expected in ran.stdout


def test_a_failed_build_says_so_and_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    command = [sys.executable, "build.py", "build", "--out", str(tmp_path / "mine")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 1
    assert (
        ran.stderr == f"{tmp_path}/mine is not a site built here: it won't be replaced; nothing was built.\n"
    )

"""A server for the built site: as a static host would serve it, and under the pages' own security policy."""

import sys
import threading
from email.utils import formatdate
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

from watchfiles import DefaultFilter, watch

from builder.following import Follower
from builder.templates import CSP

DEFAULT_PORT = 8000
WATCHED = ("build.py", "builder", "cnn_core", "lessons", "site", "LICENSE", "NOTICE", "tests/bench/results")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the best first
FOREVER = ("assets/", "runtime/")  # folders whose files are named by what they hold


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder below a base path, with its 404.html for all else.

    As good hosts do, it sends the compressed twin of a file to those who take it, and lets files whose names
    change with their content be kept for good.
    """

    protocol_version = "HTTP/1.1"
    extensions_map = TYPES | {"": "application/octet-stream"}

    def __init__(self, *arguments: Any, directory: str, base_path: str, quiet: bool) -> None:
        self._base_path, self._quiet = base_path, quiet
        self._is_whole = False
        super().__init__(*arguments, directory=directory)

    def translate_path(self, path: str) -> str:
        if not path.startswith(self._base_path):
            return str(Path(self.directory) / ".nothing")
        return super().translate_path("/" + path.removeprefix(self._base_path))

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.endswith("/"):
            path /= "index.html"
        encoding = self._encoding(path)
        if encoding is None:
            return super().send_head()
        return self._send_compressed(path, encoding)

    def list_directory(self, path: Any) -> None:
        self.send_error(404)

    def send_response(self, code: int, message: str | None = None) -> None:
        super().send_response(code, message)
        self._is_whole = code in (200, 304)

    def end_headers(self) -> None:
        place = self.path.removeprefix(self._base_path)
        is_lasting = self._is_whole and place.startswith(FOREVER)
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if is_lasting else "no-cache")
        self.send_header("Vary", "Accept-Encoding")
        super().end_headers()

    def _encoding(self, path: Path) -> str | None:
        accepted = {word.split(";")[0].strip() for word in self.headers.get("Accept-Encoding", "").split(",")}
        return next((name for name in ENCODINGS if name in accepted and _twin(path, name).is_file()), None)

    def _send_compressed(self, path: Path, encoding: str) -> BinaryIO | None:
        twin = _twin(path, encoding)
        changed = formatdate(twin.stat().st_mtime, usegmt=True)
        if self.headers.get("If-Modified-Since") == changed:
            self.send_response(304)
            self.end_headers()
            return None
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", str(twin.stat().st_size))
        self.send_header("Last-Modified", changed)
        self.end_headers()
        return twin.open("rb")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404, message)
        self.send_header("Content-Type", TYPES[".html"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        if not self._quiet:
            super().log_message(format, *args)


def _twin(path: Path, encoding: str) -> Path:
    return path.with_name(path.name + ENCODINGS[encoding])


class SiteServer(ThreadingHTTPServer):
    """Serves `folder` at `url`, in threads that end with the process."""

    daemon_threads = True

    def __init__(
        self,
        folder: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        base_path: str = "/",
        handler: type[Handler] = Handler,
        quiet: bool = True,
    ) -> None:
        made = partial(handler, directory=str(folder.resolve()), base_path=base_path, quiet=quiet)
        super().__init__((host, port), made)
        shown = "127.0.0.1" if host in ("", "0.0.0.0") else host
        self.url = f"http://{shown}:{self.server_port}{base_path}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serve(root: Path, out: Path, rebuild: list[str], *, host: str, port: int | None) -> int:
    """Build, serve, and build again after each change, until interrupted; see `following.Follower`."""
    follower = Follower(rebuild)
    follower.build(lessons_only=False)
    try:
        server = _listen(out, host, port)
    except OSError as error:
        follower.close()
        print(f"Can't listen on {host}:{port}: {error.strerror}", file=sys.stderr)
        return 1
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"Serving {server.url} (Ctrl-C to stop)", flush=True)
    try:
        _follow(root, follower)
    except KeyboardInterrupt:
        pass
    finally:
        follower.close()
        server.shutdown()
        server.server_close()
    return 0


def _follow(root: Path, follower: Follower) -> None:
    watched = [root / name for name in WATCHED if (root / name).exists()]
    for changes in watch(*watched, watch_filter=_Sources()):
        names = sorted(Path(path).relative_to(root).as_posix() for _, path in changes)
        print(f"Changed: {', '.join(names[:3])}{' …' if len(names) > 3 else ''}", flush=True)
        if not follower.build(lessons_only=all(name.startswith("lessons/") for name in names)):
            print("The site is as it was before the change.", flush=True)


def _listen(out: Path, host: str, port: int | None) -> SiteServer:
    if port is not None:
        return SiteServer(out, host=host, port=port)
    try:
        return SiteServer(out, host=host, port=DEFAULT_PORT)
    except OSError:
        return SiteServer(out, host=host)


class _Sources(DefaultFilter):
    ignore_dirs = (*DefaultFilter.ignore_dirs, ".cache")

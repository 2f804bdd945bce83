"""A server for the built site: as a static host would serve it, and under the pages' own security policy."""

import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from watchfiles import DefaultFilter, watch

from builder.pages import CSP

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


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder below a base path, with its 404.html for all else."""

    protocol_version = "HTTP/1.1"
    extensions_map = TYPES | {"": "application/octet-stream"}

    def __init__(self, *arguments: Any, directory: str, base_path: str, quiet: bool) -> None:
        self._base_path, self._quiet = base_path, quiet
        super().__init__(*arguments, directory=directory)

    def translate_path(self, path: str) -> str:
        if not path.startswith(self._base_path):
            return str(Path(self.directory) / ".nothing")
        return super().translate_path("/" + path.removeprefix(self._base_path))

    def list_directory(self, path: Any) -> None:
        self.send_error(404)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

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
    """Build, serve, and build again after each change, until interrupted.

    Each build is a process of its own, so that it sees the sources as they are, cnn_core's too.
    """
    subprocess.run(rebuild, check=False)
    try:
        server = _listen(out, host, port)
    except OSError as error:
        print(f"Can't listen on {host}:{port}: {error.strerror}", file=sys.stderr)
        return 1
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"Serving {server.url} (Ctrl-C to stop)", flush=True)
    try:
        _follow(root, rebuild)
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()
        server.server_close()
    return 0


def _follow(root: Path, rebuild: list[str]) -> None:
    watched = [root / name for name in WATCHED if (root / name).exists()]
    for changes in watch(*watched, watch_filter=_Sources()):
        names = sorted(Path(path).relative_to(root).as_posix() for _, path in changes)
        print(f"Changed: {', '.join(names[:3])}{' …' if len(names) > 3 else ''}", flush=True)
        if subprocess.run(rebuild, check=False).returncode:
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

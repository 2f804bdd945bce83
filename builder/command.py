"""The command line."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from builder.building import ROOT, Builder
from builder.following import stay
from builder.problems import BuildError
from builder.server import DEFAULT_PORT, serve

MIRROR = "CONVNETS_MIRROR"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the process's exit status."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "serve":
            rebuild = [sys.executable, str(ROOT / "build.py"), "build", *_build_options(options)]
            return serve(ROOT, options.out, rebuild, host=options.host, port=options.port)
        builder = Builder(
            options.out,
            mirror=options.mirror,
            base_path=options.base_path or _path_of(options.site_url),
            site_url=options.site_url,
            keeps=options.stay is not None,
        )
        if options.stay is not None:
            return stay(options.stay, lambda: _build(builder), lambda: _build(builder, lessons_only=True))
        return _build(builder)
    except KeyboardInterrupt:
        return 130


def _build(builder: Builder, *, lessons_only: bool = False) -> int:
    began = time.perf_counter()
    try:
        if lessons_only:
            builder.build_lessons()
        else:
            builder.build()
    except BuildError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        count = len(error.problems)
        print(f"{count} problem{'s' * (count > 1)}; nothing was built.", file=sys.stderr)
        return 1
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f"{_said(error)}; nothing was built.", file=sys.stderr)
        return 1
    print(f"Built {_shown(builder.out)} in {time.perf_counter() - began:.1f} s.", flush=True)
    return 0


def _said(error: Exception) -> str:
    """'No space left on device: dist/index.html' rather than numbers."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    if isinstance(error, subprocess.CalledProcessError):
        said = (error.stderr or "").strip().splitlines()
        return f"{' '.join(map(str, error.cmd[:2]))} failed: {said[-1] if said else error}"
    return str(error)


def _shown(path: Path) -> str:
    try:
        return f"{path.resolve().relative_to(Path.cwd())}/"
    except ValueError:
        return str(path)


def _build_options(options: argparse.Namespace) -> list[str]:
    given = ["--out", str(options.out)]
    for name, value in {
        "--base-path": options.base_path,
        "--site-url": options.site_url,
        "--mirror": options.mirror,
    }.items():
        given += [name, value] if value else []
    return given


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py", description="Make the course's site from lessons/, site/ and cnn_core/."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="build | serve")

    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--out", type=Path, default=ROOT / "dist", help="the folder to make (default: dist)")
    shared.add_argument(
        "--mirror",
        metavar="FOLDER-OR-URL",
        default=os.environ.get(MIRROR),
        help=f"where to look first for the browser's NumPy (default: ${MIRROR})",
    )
    shared.add_argument(
        "--base-path",
        type=_base_path,
        metavar="PATH",
        help="where the site will be, e.g. /convnets-live/: for its 404 page's links "
        "(default: the path of --site-url, or /)",
    )
    shared.add_argument(
        "--site-url",
        type=_site_url,
        metavar="URL",
        help="the site's whole address, e.g. https://example.org/convnets-live/: for canonical links, "
        "pictures of links, sitemap.xml and robots.txt (default: none of those)",
    )
    builder = commands.add_parser(
        "build",
        parents=[shared],
        help="make the site",
        description="Make the site. The old one stays as it is until the new one is whole.",
    )
    builder.add_argument("--stay", type=int, metavar="DESCRIPTOR", help=argparse.SUPPRESS)  # for `serve`
    server = commands.add_parser(
        "serve",
        parents=[shared],
        help="make the site, show it, and make it anew after each change",
        description="Make the site, serve it, and make it anew whenever a source changes.",
    )
    server.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: this machine only)"
    )
    server.add_argument(
        "--port", type=int, help=f"the port (default: {DEFAULT_PORT}, or a free one if that is taken)"
    )
    return parser


def _site_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"expected an address such as https://example.org/, got {text!r}")
    return f"{text.rstrip('/')}/"


def _path_of(site_url: str | None) -> str:
    return urlsplit(site_url).path if site_url else "/"


def _base_path(text: str) -> str:
    stripped = text.strip("/")
    return f"/{stripped}/" if stripped else "/"

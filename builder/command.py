"""The command line."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from builder.building import ROOT, build
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
        return _build(options)
    except KeyboardInterrupt:
        return 130


def _build(options: argparse.Namespace) -> int:
    began = time.perf_counter()
    try:
        build(options.out, mirror=options.mirror, base_path=options.base_path)
    except BuildError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        count = len(error.problems)
        print(f"{count} problem{'s' * (count > 1)}; nothing was built.", file=sys.stderr)
        return 1
    except (OSError, RuntimeError) as error:
        print(f"{error}; nothing was built.", file=sys.stderr)
        return 1
    print(f"Built {_shown(options.out)} in {time.perf_counter() - began:.1f} s.")
    return 0


def _shown(path: Path) -> str:
    try:
        return f"{path.resolve().relative_to(Path.cwd())}/"
    except ValueError:
        return str(path)


def _build_options(options: argparse.Namespace) -> list[str]:
    given = ["--out", str(options.out), "--base-path", options.base_path]
    return [*given, "--mirror", options.mirror] if options.mirror else given


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
        default="/",
        metavar="PATH",
        help="where the site will be, e.g. /convnets-live/: for its 404 page's links (default: /)",
    )
    commands.add_parser(
        "build",
        parents=[shared],
        help="make the site",
        description="Make the site. The old one stays as it is until the new one is whole.",
    )
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


def _base_path(text: str) -> str:
    stripped = text.strip("/")
    return f"/{stripped}/" if stripped else "/"

"""The browsers that the tests want; `python -m tests.browser.engines` installs what is missing, if it can."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

Finder = Callable[[], str | None]

# Playwright's own build, if it was installed. Asked of another process: here, Playwright may be at work.
DOWNLOADED = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def on_path(*names: str) -> Finder:
    return lambda: next(filter(None, map(shutil.which, names)), None)


# Chromium without a browser around it: Debian's. It draws no window, and tests take a third less time.
SHELL = on_path("chromium-headless-shell")
WHOLE = on_path("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    if path := SHELL() or WHOLE():
        return path
    asked = subprocess.run([sys.executable, "-c", DOWNLOADED], capture_output=True, text=True, check=False)
    path = asked.stdout.strip()
    return path if path and Path(path).is_file() else None


def mini_browser() -> str | None:
    """Distributions keep it among WebKitGTK's libraries, each in a folder of its own."""
    libraries = [
        folder
        for root in ("lib", "libexec")
        for folder in (Path("/usr", root), *Path("/usr", root).glob("*-linux-gnu"))
    ]
    found = [path for folder in libraries for path in sorted(folder.glob("webkit*gtk-*/MiniBrowser"))]
    return str(found[-1]) if found else None


@dataclass(frozen=True)
class Engine:
    """A browser engine, and the programs by which it is driven.

    Attributes:
        title: as people call it.
        programs: what finds each of the programs needed.
        packages: Debian's, which bring them.
        better: what finds a program that serves as well in less time, and comes with those packages.
        elsewhere: how to have it where those packages are not to be had.
    """

    name: str
    title: str
    programs: tuple[Finder, ...]
    packages: tuple[str, ...]
    elsewhere: str
    better: Finder | None = None

    def find(self) -> tuple[str, ...] | None:
        """The paths of its programs, in their order; None where one is missing."""
        paths = [find() for find in self.programs]
        return tuple(path for path in paths if path) if all(paths) else None

    @property
    def missing(self) -> str:
        """What to say where it is missing."""
        debian = f"apt-get install {' '.join(self.packages)}"
        return f"{self.title} is missing; to install it: {debian} (elsewhere: {self.elsewhere})"

    def programs_or_skip(self) -> tuple[str, ...]:
        """The paths of its programs; where one is missing, the test is skipped, and in CI fails."""
        if found := self.find():
            return found
        if in_ci():
            pytest.fail(self.missing)
        pytest.skip(self.missing)


CHROMIUM = Engine(
    "chromium",
    "Chromium",
    (chromium,),
    ("chromium-headless-shell",),
    f"{sys.executable} -m playwright install --with-deps chromium",
    better=SHELL,
)
FIREFOX = Engine(
    "firefox",
    "Firefox",
    (on_path("firefox-esr", "firefox"),),
    ("firefox-esr",),
    "Firefox ESR from mozilla.org, with `firefox` on the path",
)
WEBKIT = Engine(
    "webkit",
    "WebKitGTK",
    (on_path("WebKitWebDriver"), mini_browser, on_path("Xvfb")),
    ("webkit2gtk-driver", "xvfb"),
    "WebKitGTK's WebKitWebDriver and MiniBrowser, and Xvfb, from your distribution",
)
ENGINES = (CHROMIUM, FIREFOX, WEBKIT)


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def measured_chromium() -> str:
    """The whole browser, as people have it; or what there is."""
    return WHOLE() or chromium() or sys.exit(CHROMIUM.missing)


def has_packages() -> bool:
    """Whether we may install Debian's packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(missing: list[Engine]) -> None:
    """Debian's packages where we may; elsewhere, Playwright's own build of Chromium."""
    if has_packages():
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = [package for engine in missing for package in engine.packages]
        for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", "--quiet", "--quiet", *command], env=quiet, check=False)
    elif CHROMIUM in missing:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    missing = [engine for engine in ENGINES if not engine.find()]
    if has_packages():
        missing += [engine for engine in ENGINES if engine.find() and engine.better and not engine.better()]
    if not missing:
        return 0
    print(f"Missing: {', '.join(engine.title for engine in missing)}. Installing ...", flush=True)
    install(missing)
    still = [engine for engine in missing if not engine.find()]
    for engine in still:
        print(f"Its tests can't run: {engine.missing}", file=sys.stderr)
    return int(bool(still) and in_ci())


if __name__ == "__main__":
    sys.exit(main())

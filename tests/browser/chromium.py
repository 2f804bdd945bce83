"""Finds Chromium for the tests; `python -m tests.browser.chromium` installs it where it can."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO = f"{sys.executable} -m playwright install --with-deps chromium"


def find() -> str | None:
    """The path of a Chromium, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def install() -> None:
    """Debian's package where we may, Playwright's own build elsewhere."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "--quiet", "--quiet", *command], env=quiet, check=False)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    if find():
        return 0
    print("Chromium is missing: installing it ...", flush=True)
    install()
    if find():
        return 0
    print(
        f"Chromium is still missing: the browser tests can't run. To install it:\n  {HOW_TO}", file=sys.stderr
    )
    return int(in_ci())


if __name__ == "__main__":
    sys.exit(main())

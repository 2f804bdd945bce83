"""The pages that are built are HTML as the standard has it."""

import os
import subprocess
from pathlib import Path

from builder.building import ROOT
from builder.node import run_tool


def test_html_validate_finds_nothing(dist: Path) -> None:
    pages = [str(path) for path in sorted(dist.rglob("*.html"))]
    assert pages
    try:
        run_tool(ROOT, "html-validate", ["--config", ".htmlvalidate.mjs", "--formatter", "text", *pages])
    except subprocess.CalledProcessError as error:
        raise AssertionError(error.stdout.replace(f"{dist}{os.sep}", "")) from None

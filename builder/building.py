"""The whole build: everything checked, then everything made, then put in place at once."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from builder.assets import Assets
from builder.files import replacing
from builder.formulas import Formulas
from builder.install import write_install_files
from builder.lessons import place_images, understand
from builder.node import run_node
from builder.offline import write_service_worker
from builder.page_check import check_pages
from builder.pages import Pages
from builder.problems import BuildError, Problem
from builder.templates import Templates

ROOT = Path(__file__).resolve().parent.parent


def build(out: Path, *, root: Path = ROOT, mirror: str | None = None, base_path: str = "/") -> None:
    """Make the site in `out`, which is replaced only by a whole new one.

    Args:
        out: the folder to make.
        root: where lessons/, site/ and cnn_core/ are.
        mirror: a folder or URL to look first for the browser runtime's files.
        base_path: where the site will be served from; only the 404 page needs to know.

    Raises:
        BuildError: with all that is wrong in the sources.
    """
    formulas = Formulas(root)
    course = understand(root, formulas)
    with replacing(out) as folder:
        assets = Assets(root, folder)
        runtime = bundle_runtime(folder / "runtime", root, mirror)
        assets.bundle(formulas.styles.css(), runtime["files"])
        assets.copy(root / "site/favicon.svg")
        for path in sorted((root / "site/install").glob("*.png")):
            assets.copy(path)
        templates = Templates(
            root,
            assets,
            f"runtime/{runtime['folder']}",
            site_pages=[page.source for page in course.pages],
            has_glossary=bool(course.glossary.terms),
        )
        pages = Pages(course, templates, formulas)
        made = {"index.html": pages.home(), "404.html": pages.not_found(base_path)}
        for one in course.all:
            place_images(one, assets)
        if course.glossary.terms:
            made["glossary/index.html"] = pages.glossary()
        for lesson in course.lessons:
            made[f"{lesson.source.address}index.html"] = pages.lesson(lesson)
        for page in course.pages:
            made[f"{page.source.address}index.html"] = pages.page(page)
        for name, html in made.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(html, "utf-8")
        write_install_files(folder, assets)
        _copy_licenses(root, folder)
        (folder / ".nojekyll").touch()
        check_pages(folder)
        run_node(root / "site/bundle/compress.mjs", [str(folder)])
        write_service_worker(root, folder, f"runtime/{runtime['folder']}", runtime["files"])


def bundle_runtime(out: Path, root: Path, mirror: str | None) -> dict[str, Any]:
    """Have site/bundle put the browser's runtime into a folder of `out`.

    Returns:
        "folder": its name; "files": bytes and sha256 of each of its files, by their names.

    Raises:
        BuildError: a file of it can't be had; what was tried has been printed.
    """
    arguments = ["--out", str(out), "--python", sys.executable]
    if mirror:
        arguments += ["--mirror", mirror]
    try:
        answer = run_node(root / "site/bundle/bundle.mjs", arguments, quiet=False)
    except subprocess.CalledProcessError as error:
        raise BuildError(
            [Problem("site/bundle", 0, "the browser's runtime could not be put together")]
        ) from error
    made: dict[str, Any] = json.loads(answer)
    return made


def _copy_licenses(root: Path, folder: Path) -> None:
    (folder / "licenses").mkdir()
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(root / name, folder / f"{name}.txt")
    for path in (root / "site/fonts").glob("LICENSE-*.txt"):
        shutil.copyfile(path, folder / "licenses" / path.name)

"""The whole build: everything checked, then everything made, then put in place at once."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder import search
from builder.assets import Assets
from builder.cards import card
from builder.files import replacing
from builder.formulas import Formulas
from builder.indexing import write_index_files
from builder.install import write_install_files
from builder.lessons import Kept, UnderstoodCourse, place_images, understand
from builder.materials import write_materials
from builder.node import run_node
from builder.offline import write_service_worker
from builder.page_check import Seen, check_pages
from builder.pages import HOME_CARD, Pages, card_name
from builder.problems import BuildError, Problem
from builder.templates import Templates

ROOT = Path(__file__).resolve().parent.parent
TWINS = (".br", ".gz")


def build(out: Path, **options: Any) -> None:
    """Make the site in `out`, which is replaced only by a whole new one; see `Builder`.

    Raises:
        BuildError: with all that is wrong in the sources.
    """
    Builder(out, **options).build()


@dataclass
class Builder:
    """Makes a site, and makes it again when lessons have changed.

    Args:
        out: the folder to make.
        root: where lessons/, site/ and cnn_core/ are.
        mirror: a folder or URL to look first for the browser runtime's files.
        base_path: where the site will be served from; only the 404 page needs to know.
        site_url: the whole address of that place, with a slash at the end, for what search engines and other
            sites ask: without it, they are told less.
        keeps: whether to keep what it knows of the lessons in memory, for `build_lessons`, and to compress
            quickly rather than well.
    """

    out: Path
    root: Path = ROOT
    mirror: str | None = None
    base_path: str = "/"
    site_url: str | None = None
    keeps: bool = False

    def __post_init__(self) -> None:
        self._seen, self._kept = Seen(), Kept()
        self._made: tuple[Assets, dict[str, Any], Formulas, str] | None = None

    def build(self) -> None:
        """Make all of it anew."""
        with replacing(self.out) as folder, ThreadPoolExecutor() as beside:
            running = beside.submit(bundle_runtime, folder / "runtime", self.root, self.mirror)
            formulas = Formulas(self.root)
            course = understand(self.root, formulas, self._kept)
            css = formulas.styles.css()
            runtime = running.result()
            assets = Assets(self.root, folder)
            assets.bundle(css, runtime["files"])
            assets.copy(self.root / "site/favicon.svg")
            for path in sorted((self.root / "site/install").glob("*.png")):
                assets.copy(path)
            self._write_pages(folder, course, formulas, assets, runtime)
            write_install_files(folder, assets)
            _copy_licenses(self.root, folder)
            (folder / ".nojekyll").touch()
            write_materials(self.root, folder, assets.packages, runtime["files"])
            how = [str(folder), *(["--quick"] if self.keeps else [])]
            compressing = beside.submit(run_node, self.root / "site/bundle/compress.mjs", how)
            check_pages(folder, self._seen)
            compressing.result()
            write_service_worker(self.root, folder, f"runtime/{runtime['folder']}", runtime["files"])
        self._made = assets, runtime, formulas, css

    def build_lessons(self) -> None:
        """Make the pages anew, after a change of nothing but lessons; for the eyes of who writes them.

        All else stays as it was; pages that changed lose their compressed twins, and the service worker and
        the bill of materials don't know of the change.
        """
        if self._made is None:
            self.build()
            return
        assets, runtime, formulas, css = self._made
        course = understand(self.root, formulas, self._kept)
        if css != formulas.styles.css():  # a formula looks as none did before
            self.build()
            return
        with replacing(self.out) as folder:
            shutil.copytree(self.out, folder, copy_function=os.link, dirs_exist_ok=True)
            assets = assets.moved(folder)
            written = self._write_pages(folder, course, formulas, assets, runtime)
            for gone in _pages_in(folder) - set(written):
                _remove(folder / gone)
            check_pages(folder, self._seen)
        self._made = assets, runtime, formulas, css

    def _write_pages(
        self,
        folder: Path,
        course: UnderstoodCourse,
        formulas: Formulas,
        assets: Assets,
        runtime: dict[str, Any],
    ) -> list[str]:
        """Write all pages, and what is made of all lessons together; returns the pages' files."""
        templates = Templates(
            self.root,
            assets,
            f"runtime/{runtime['folder']}",
            site_pages=[page.source for page in course.pages],
            has_glossary=bool(course.glossary.terms),
            site_url=self.site_url,
        )
        if self.site_url:
            for number in sorted({HOME_CARD, *(lesson.source.front.order for lesson in course.lessons)}):
                assets.write(card_name(number), card(number))
        assets.write(search.FILE, search.search_index(course))
        written = []
        for name, html in self._pages(course, Pages(course, templates, formulas), assets):
            _write(folder / name, html)
            written.append(name)
        if self.site_url:
            addresses = [name.removesuffix("index.html") for name in written if name != "404.html"]
            write_index_files(folder, self.site_url, addresses)
        return written

    def _pages(self, course: UnderstoodCourse, pages: Pages, assets: Assets) -> Iterator[tuple[str, str]]:
        """Each page's file and its text, one at a time: a thousand of them are large."""
        yield "index.html", pages.home()
        yield "404.html", pages.not_found(self.base_path)
        yield "map/index.html", pages.map()
        if course.glossary.terms:
            yield "glossary/index.html", pages.glossary()
        for lesson in course.lessons:
            place_images(lesson, assets)
            yield f"{lesson.source.address}index.html", pages.lesson(lesson)
            if not self.keeps:
                self._kept.files.pop(lesson.source.file)
                lesson.tokens.clear()
                lesson.html.clear()
        for page in course.pages:
            place_images(page, assets)
            yield f"{page.source.address}index.html", pages.page(page)


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


def _write(path: Path, html: str) -> None:
    """Write a page, unless it is there already; a compressed twin of another text is no twin."""
    content = html.encode()
    if path.exists() and path.read_bytes() == content:
        return
    _remove(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _remove(path: Path) -> None:
    for one in (path, *(path.with_name(path.name + twin) for twin in TWINS)):
        one.unlink(missing_ok=True)


def _pages_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}

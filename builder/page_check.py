"""The made pages, looked at once more: links lead somewhere, and nothing breaks the security policy."""

import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from builder.problems import Problems

LINKS = {"href", "src"}
INDEX = re.compile(rb"search\.[0-9A-F]{8}\.json")  # its name changes with every word of any lesson


@dataclass
class _Page:
    """What a page has, and what is wrong within it."""

    ids: set[str] = field(default_factory=set)
    links: list[tuple[int, str]] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Seen:
    """Pages that were looked at, by their texts: those that didn't change need not be read again."""

    pages: dict[bytes, _Page] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen = _Page()
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._script = tag == "script" and "src" not in given
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self._problem(f"<{tag}> has a {name} attribute, which the policy forbids")
            elif name == "id":
                if value in self.seen.ids:
                    self._problem(f"id {value!r} is there twice")
                self.seen.ids.add(value)
            elif name in LINKS:
                self.seen.links.append((self.getpos()[0], value))
        if tag.startswith("cnn-") and "lab" in given:
            self.seen.links.append((self.getpos()[0], f"#{given['lab']}"))
        if tag == "style":
            self._problem("a <style> element, which the policy forbids")
        if tag == "meta" and given.get("name", "").startswith("convnets-"):
            self.seen.links.append((self.getpos()[0], given.get("content", "")))

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self._problem("a script inside the page, which the policy forbids")

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def _problem(self, message: str) -> None:
        self.seen.problems.append((self.getpos()[0], message))


def check_pages(folder: Path, seen: Seen) -> None:
    """Check every page of a built site.

    Args:
        folder: the site.
        seen: pages checked before; those of this site take their place.

    Raises:
        BuildError: with all that is wrong. Lines are those of the page made.
    """
    problems = Problems()
    root = folder.resolve()
    before, seen.pages = seen.pages, {}
    pages: dict[Path, _Page] = {}
    for path in sorted(root.rglob("*.html")):
        content = path.read_bytes()
        digest = hashlib.sha256(INDEX.sub(b"", content)).digest()
        pages[path] = seen.pages[digest] = before.get(digest) or _look(content.decode())
    for path, page in pages.items():
        file = path.relative_to(root).as_posix()
        for line, message in page.problems:
            problems.add(file, line, message)
        for line, address in page.links:
            if said := _broken(address, path, pages, root):
                problems.add(file, line, f"broken link {address!r}: {said}")
    problems.raise_any()


def _look(html: str) -> _Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.seen


def _broken(address: str, page: Path, pages: dict[Path, _Page], folder: Path) -> str:
    parts = urlsplit(address)
    if parts.scheme in ("http", "https", "mailto", "data"):
        return ""
    if parts.path.startswith("/"):
        return "" if page.name == "404.html" else "the site may be served from a sub-path"
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(folder):
        return "it leads out of the site"
    if target.is_dir() and not (target / "pyodide.mjs").exists():
        target /= "index.html"
    if not target.exists():
        return "there is nothing there"
    anchor = unquote(parts.fragment)
    return f"no #{anchor} there" if anchor and target in pages and anchor not in pages[target].ids else ""

"""What a reader sees of a built page, as one line of text."""

import re
from html.parser import HTMLParser

UNSEEN = {"annotation", "head", "script", "style", "template"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {
    *(
        "a",
        "abbr",
        "b",
        "cite",
        "code",
        "data",
        "em",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
    ),
    *("sub", "sup", "time", "u", "var", "wbr"),
    *("math", "mfrac", "mi", "mn", "mo", "mover", "mrow", "mspace", "mstyle", "msub", "msubsup", "msup"),
    *("mtext", "munder", "munderover", "semantics", "mpadded", "menclose"),
}
INVISIBLE = (
    "\u00ad\u200b\u2060\u2061\u2062\u2063\u2064"  # soft hyphens, and the signs that MathML does without
)


def visible_text(html: str) -> str:
    """All that the page shows, with what is folded away and what fields hold; white space is single spaces.

    Formulas read as they are set, without spaces: `36⋅16+16=592`. Cells of a table are apart: `1 0 2`.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = "".join(reader.parts).translate(dict.fromkeys(map(ord, INVISIBLE)))
    return " ".join(text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._open: list[tuple[str, bool]] = []  # each element around, and whether it is unseen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in INLINE:
            self.parts.append(" ")
        unseen = self._unseen or tag in UNSEEN or "hidden" in given or given.get("aria-hidden") == "true"
        if tag == "input" and not unseen and given.get("type") in (None, "text", "number"):
            self.parts.append(f"{given.get('value') or ''} ")
        if tag not in VOID:
            self._open.append((tag, unseen))

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.parts.append(" ")
        while any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)

    @property
    def _unseen(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def collapsed(text: str) -> str:
    """A text as `visible_text` would have it."""
    return re.sub(r"\s+", " ", text).strip()

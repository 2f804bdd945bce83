"""Code that a reader can change and run: a fence marked `live`."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from builder.highlight import code_block

LIVE = "live"


@dataclass(frozen=True)
class LiveCode:
    """A cell: its id on the page, its number there, and the lab that trains its network, if there is one."""

    id: str
    number: int
    lab: str | None

    def render(self, code: str) -> Markup:
        lab = Markup(' lab="{}"').format(self.lab) if self.lab else ""
        return Markup('<cnn-code class="code-cell" id="{}" data-name="cell {}"{}>{}</cnn-code>\n').format(
            self.id, self.number, lab, code_block(code, "python")
        )


def language_of(info: str) -> str:
    """The language that a fence names first: "python" of "python live"."""
    return info.split(maxsplit=1)[0] if info.strip() else ""


def read_options(info: str) -> str | None:
    """Return the lab that a live fence names, or None.

    Raises:
        ValueError: it says something else than `python live` or `python live lab=digits`.
    """
    match = re.fullmatch(rf"python {LIVE}(?: lab=([a-z][a-z0-9-]*))?", info.strip())
    if not match:
        raise ValueError(
            f"'{info.strip()}': expected 'python live', or 'python live lab=…' with the id of a lab"
        )
    return match[1]

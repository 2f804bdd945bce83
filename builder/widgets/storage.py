"""What the course keeps on the reader's device: told, shown as it is, saved and deleted."""

from typing import Any, Literal

from builder.located import Source, Strict, read
from builder.widgets.base import Site, Widget

FILE = "site/storage.yaml"


class Kept(Strict):
    """One kind of thing; `name` as a browser's tools show it, with * for any ending."""

    title: str
    place: Literal["localStorage", "sessionStorage", "Cache storage", "Service worker"]
    name: str
    what: str
    until: str


class _Kept(Strict):
    kept: tuple[Kept, ...]


class Storage(Widget):
    """The table of `site/storage.yaml`, beside which the page writes what there is on this device."""

    def context(self, site: Site) -> dict[str, Any]:
        text = (site.root / FILE).read_text("utf-8")
        return {"kept": read(Source(FILE, 1, text, "the table of what is kept"), _Kept).value.kept}

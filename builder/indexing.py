"""What search engines look for, where the site's address is known: sitemap.xml and robots.txt."""

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape


def write_index_files(folder: Path, site_url: str, addresses: Iterable[str]) -> None:
    """Write both into a site.

    Args:
        folder: the site.
        site_url: where it will be, with a slash at the end.
        addresses: of its pages, as seen from there.
    """
    lines = "".join(f"  <url><loc>{escape(site_url + address)}</loc></url>\n" for address in addresses)
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )
    (folder / "sitemap.xml").write_text(sitemap, "utf-8")
    robots = f"User-agent: *\nAllow: /\nSitemap: {site_url}sitemap.xml\n"
    (folder / "robots.txt").write_text(robots, "utf-8")

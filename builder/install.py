"""What hosts and browsers ask for besides pages: the web app's manifest, and how long to keep which file."""

import json
from pathlib import Path

from builder.assets import Assets
from builder.templates import CSP

MANIFEST = "manifest.webmanifest"
ICON_SIZES = (192, 512)
# Netlify's and Cloudflare's format. Files in these folders are named by what they hold.
HEADERS = f"""\
/*
  Content-Security-Policy: {CSP}
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/runtime/*
  Cache-Control: public, max-age=31536000, immutable
/service-worker.js
  Cache-Control: no-cache
"""


def write_install_files(folder: Path, assets: Assets) -> None:
    """Write the manifest and `_headers` into a site. All addresses are relative to the site's root."""
    icons = [
        {
            "src": assets[f"icon-{size}.png"],
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in ICON_SIZES
    ]
    manifest = {
        "name": "Convnets, Live",
        "short_name": "Convnets",
        "description": "A course on convolutional networks whose pages are the experiment.",
        "lang": "en",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": "#fbfbf8",
        "theme_color": "#fbfbf8",
        "icons": [*icons, {"src": assets["favicon.svg"], "sizes": "any", "type": "image/svg+xml"}],
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / "_headers").write_text(HEADERS, "utf-8")

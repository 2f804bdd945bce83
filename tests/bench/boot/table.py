"""The results as Markdown tables."""

from collections.abc import Mapping
from typing import Any

from tests.bench.readme import table

LINES = {"localhost": "localhost", "10mbit": "10 Mbit/s, 40 ms"}
KINDS = {"cold": "first visit", "warm": "second visit"}


def times(results: Mapping[str, Any]) -> str:
    rows = []
    for line, line_title in LINES.items():
        for kind, kind_title in KINDS.items():
            ours, stock = (results[line][kind][name] for name in ("ours", "stock"))
            shown = [f"{ours / 1000:.2f} s", f"{stock / 1000:.2f} s", f"**{ours / stock:.2f} ×**"]
            rows.append([f"{line_title}, {kind_title}", *shown])
    head = ["From navigation to a first training step", "Convnets, Live", "stock Pyodide + NumPy", "ratio"]
    return table(head, rows)


def files(results: Mapping[str, Any]) -> str:
    """Bytes of a first visit, the largest files by name."""
    sent: dict[str, int] = results["files"]["ours"]
    largest = sorted(sent.items(), key=lambda item: -item[1])
    shown, others = largest[:10], largest[10:]
    rows = [[f"`{name.rsplit('/', 1)[-1] or name}`", f"{size / 1000:,.0f}"] for name, size in shown]
    if others:
        rows.append([f"{len(others)} others", f"{sum(size for _, size in others) / 1000:,.0f}"])
    transfer = results["transfer"]
    rows.append(["**all**", f"**{transfer['ours'] / 1000:,.0f}**"])
    rows.append(["stock, all", f"{transfer['stock'] / 1000:,.0f}"])
    return table(["Sent on a first visit", "kB"], rows)

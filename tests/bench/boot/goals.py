"""What a start may take, stated here alone: the benchmark judges by it, a test holds the bytes to it."""

from collections.abc import Mapping
from typing import Any

TRANSFER = 6_000_000  # bytes of a first visit, compressed, up to the first training step
LAYOUT_SHIFT = 0.02
PAINT = 0.2  # of stock's start on the slow line, until the lesson's text is there
RATIOS = {  # of stock's time: the bound, and the better one to strive for
    ("localhost", "cold"): (0.42, 0.3),
    ("localhost", "warm"): (0.42, 0.25),
    ("10mbit", "cold"): (0.6, 0.6),
    ("10mbit", "warm"): (0.42, 0.25),
}


def judge(results: Mapping[str, Any]) -> tuple[bool, list[str]]:
    """Return whether every bound holds, and a line for each."""
    lines, kept = [], True

    def hold(name: str, found: float, bound: float, better: float, form: str) -> None:
        nonlocal kept
        verdict = "FAILS" if not found <= bound else "reaches" if found <= better else "holds"
        kept &= found <= bound
        lines.append(f"{verdict:<8} {name} {found:{form}}   (bound: {bound:{form}}, better: {better:{form}})")

    for (line, kind), (bound, better) in RATIOS.items():
        times = results[line][kind]
        hold(f"{line} {kind}: ours / stock =", times["ours"] / times["stock"], bound, better, ".2f")
    hold("bytes of a first visit:", results["transfer"]["ours"], TRANSFER, TRANSFER, ",.0f")
    paint = results["paint_ms"]["ours"] / results["10mbit"]["cold"]["stock"]
    hold("first paint on the slow line, of stock's start:", paint, PAINT, PAINT, ".2f")
    hold("layout shift:", results["layout_shift"], LAYOUT_SHIFT, LAYOUT_SHIFT, ".4f")
    return kept, lines

"""Make the fonts of this folder from the packages in node_modules: `python site/fonts/subset.py`.

Each is cut down to the characters, axes and features that the pages use. The results are committed, so
that a build needs no font tools; this script needs `fonttools[woff]`. Newsreader keeps its optical sizes, for
one file to serve both running text and headings; JetBrains Mono loses its ligatures, since code is shown here
as it is typed.
"""

from __future__ import annotations

import io
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
PACKAGES = HERE.parent.parent / "node_modules"

LATIN = {*range(0x20, 0x7F), *range(0xC0, 0x100)} | {
    ord(c) for c in "\xa0©«®°±²³´µ·»¼½¾÷ıŒœ–—‘’‚“”„•…′″‹›€™−"
}
SERIF = LATIN - {ord("×")}  # too faint there: the math font's is used
OPERATORS = (
    "¬±×÷·†‡•…′″‴⁄ℓℎℏℑℜℝℕℤℚℂℒℰℱ←↑→↓↔↕↗↘↦⇐⇒⇔∀∂∃∅∇∈∉∋∏∐∑−∓∗∘√∝∞∠∣∥∧∨∩∪∫∴∼≃≅≈≔≠≡≤≥≪≫⊂⊃⊆⊇⊕⊖⊗⊙⊥⋅⋆⋮⋯⋱⌈⌉⌊⌋⟨⟩⟵⟶⟷⟹⟺⏞⏟‖"
)
ACCENTS = "\u0300\u0301\u0302\u0303\u0304\u0305\u0307\u0308\u030c\u20d7\u02c6\u02c7\u02dc\u00af\u02d9\u00a8"
GREEK = {*range(0x391, 0x3AA), *range(0x3B1, 0x3CA), 0x3D1, 0x3D5, 0x3F5}
# Bold, italic, bold italic, script capitals; Greek bold, italic, bold italic: what browsers turn <mi> into.
ALPHABETS = {*range(0x1D400, 0x1D4B6), *range(0x1D6A8, 0x1D756), *range(0x1D7CE, 0x1D7D8)}
MATH = {*range(0x20, 0x7F), *GREEK, *ALPHABETS} | {ord(c) for c in OPERATORS + ACCENTS}

Axes = dict[str, float | tuple[float, float]]

FONTS: list[tuple[str, str, Axes, set[int], list[str]]] = [
    (
        "newsreader-roman",
        "@fontsource-variable/newsreader/files/newsreader-latin-opsz-normal",
        {"wght": (400, 650), "opsz": (14, 72)},
        SERIF,
        ["kern", "liga", "pnum", "tnum", "mark", "ccmp"],
    ),
    (
        "newsreader-italic",
        "@fontsource-variable/newsreader/files/newsreader-latin-opsz-italic",
        {"wght": 400, "opsz": 18},
        SERIF,
        ["kern", "liga", "pnum", "tnum", "mark", "ccmp"],
    ),
    (
        "instrument-sans",
        "@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal",
        {"wght": (400, 700)},
        LATIN,
        ["kern", "liga", "pnum", "tnum", "mark", "ccmp"],
    ),
    (
        "jetbrains-mono",
        "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal",
        {"wght": (400, 700)},
        LATIN,
        ["ccmp", "locl"],
    ),
    (
        "stix-two-math",
        "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal",
        {},
        MATH,
        ["kern", "ccmp", "mark", "ssty", "dtls"],
    ),
]


def make(name: str, source: str, axes: Axes, characters: set[int], features: list[str]) -> int:
    """Write `name`.woff2 and return its size in bytes."""
    font = TTFont(PACKAGES / f"{source}.woff2", recalcTimestamp=False)
    if axes:
        font = instancer.instantiateVariableFont(font, axes)
    plain = io.BytesIO()
    font.flavor = None
    font.save(plain)
    plain.seek(0)

    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # the last two say whose license it is
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    font = TTFont(plain, recalcTimestamp=False)
    subsetter.subset(font)
    target = HERE / f"{name}.woff2"
    subset.save_font(font, target, options)
    return target.stat().st_size


if __name__ == "__main__":
    for entry in FONTS:
        print(f"{entry[0]:20} {make(*entry):7,} bytes")

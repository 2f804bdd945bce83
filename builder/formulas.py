"""TeX to MathML: by temml, all formulas of a build in one call, remembered between builds."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from builder.document import Formula
from builder.files import write_atomically
from builder.node import run_node

SCRIPT = Path(__file__).with_name("formulas.mjs")


@dataclass
class MathStyles:
    """temml's style attributes as classes, since the pages' CSP allows no attributes."""

    rules: dict[str, str] = field(default_factory=dict)

    def to_classes(self, mathml: str) -> str:
        return re.sub(r"<[^>]* style=\"[^\">]*\"[^>]*>", self._tag, mathml)

    def css(self) -> str:
        rules = "".join(f".{name}{{{style}}}" for name, style in sorted(self.rules.items()))
        return f"@layer components{{{rules}}}\n"

    def _tag(self, match: re.Match[str]) -> str:
        tag = match[0]
        style = re.search(r' style="([^"]*)"', tag)
        assert style
        tag = tag.replace(style[0], "")
        declarations = [part.strip() for part in style[1].split(";")]
        kept = ";".join(d for d in declarations if re.fullmatch(r"[a-z-]+:\s*(?!undefined)[\w.%# -]+", d))
        if not kept:
            return tag
        name = f"m-{hashlib.sha256(kept.encode()).hexdigest()[:6]}"
        self.rules[name] = kept
        if ' class="' in tag:
            return tag.replace(' class="', f' class="{name} ', 1)
        return re.sub(r"^<[\w-]+", rf'\g<0> class="{name}"', tag)


class Formulas:
    """The MathML of formulas, in the order: `render` them all, then ask for each."""

    def __init__(self, root: Path) -> None:
        package = json.loads((root / "node_modules/temml/package.json").read_text("utf-8"))
        self._cache = root / ".cache" / f"temml-{package['version']}.json"
        self._mathml: dict[Formula, str] = {}
        self.styles = MathStyles()

    def render(self, formulas: Iterable[Formula], refused: dict[Formula, str]) -> None:
        """Set all formulas not set before; those that aren't TeX go to `refused`, with the reason."""
        wanted = [formula for formula in dict.fromkeys(formulas) if formula not in self._mathml]
        if not wanted:
            return
        known = self._read_cache()
        missing = [formula for formula in wanted if _key(formula) not in known]
        if missing:
            known |= {
                _key(formula): answer for formula, answer in zip(missing, self._ask(missing), strict=True)
            }
            write_atomically(self._cache, json.dumps(known, sort_keys=True, indent=0).encode())
        for formula in wanted:
            answer = known[_key(formula)]
            if "error" in answer:
                refused[formula] = " ".join(answer["error"].replace("\u0332", "").split())  # underlined
            else:
                self._mathml[formula] = self.styles.to_classes(answer["mathml"])

    def __getitem__(self, formula: Formula) -> Markup:
        return Markup(self._mathml[formula])

    def _read_cache(self) -> dict[str, dict[str, str]]:
        try:
            cache = json.loads(self._cache.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return cache if isinstance(cache, dict) else {}

    @staticmethod
    def _ask(formulas: list[Formula]) -> list[dict[str, str]]:
        asked = json.dumps([{"tex": f.tex, "display": f.display} for f in formulas])
        answers: list[dict[str, str]] = json.loads(run_node(SCRIPT, [], given=asked))
        return answers


def _key(formula: Formula) -> str:
    return f"{'display' if formula.display else 'inline'} {formula.tex}"

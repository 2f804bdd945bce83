"""The README's tables, each between `<!-- NAME -->` and `<!-- /NAME -->`, written by what measured it."""

from collections.abc import Sequence
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def put(name: str, text: str, readme: Path = README) -> None:
    """Let the README show `text` under `name`.

    Raises:
        ValueError: when the README has no such place.
    """
    before, start, rest = readme.read_text("utf-8").partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not start or not end:
        raise ValueError(f"{readme.name} has no place for {name}: <!-- {name} --> and <!-- /{name} -->")
    readme.write_text(f"{before}{start}\n{text}\n\n{end}{after}", "utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns, but for the first, are numbers."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

"""The real source of something in cnn_core, so that what is read is what runs."""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from builder.highlight import highlight
from builder.widgets.base import Site, Widget


class SourceCode(Widget):
    """`object` is a dotted name: a module, a class, a function or a method."""

    object: Annotated[str, Field(pattern=r"^cnn_core(\.\w+)*$")]

    def context(self, site: Site) -> dict[str, Any]:
        excerpt = find_source(self.object, site.root)
        return {
            "code": highlight(excerpt.text, "python"),
            "text": excerpt.text,
            "file": excerpt.file,
            "line": excerpt.line,
        }


@dataclass(frozen=True)
class Excerpt:
    file: str
    line: int
    text: str


def find_source(name: str, root: Path) -> Excerpt:
    """The text of a dotted name, read from the file that defines it: what is shown is what is there now.

    Raises:
        ValueError: there is no such thing.
    """
    parts = name.split(".")
    path, depth = root / parts[0], 1
    while depth < len(parts) and (path / parts[depth]).is_dir():
        path, depth = path / parts[depth], depth + 1
    if depth < len(parts) and (path / f"{parts[depth]}.py").is_file():
        path, depth = path / f"{parts[depth]}.py", depth + 1
    else:
        path = path / "__init__.py"
    if not path.is_file():
        raise ValueError(f"there is no module {'.'.join(parts[:depth])}")
    text = path.read_text("utf-8")
    file = path.relative_to(root).as_posix()
    lines = text.splitlines()
    first, last = 1, len(lines)
    body = ast.parse(text).body
    for part in parts[depth:]:
        definition = _definition(body, part)
        if isinstance(definition, ast.ImportFrom):
            rest = parts[parts.index(part, depth) :]
            return find_source(".".join([definition.module or "", *rest]), root)
        if definition is None:
            raise ValueError(f"{file} defines no {'.'.join(parts[depth:])}")
        first = min([definition.lineno, *(d.lineno for d in getattr(definition, "decorator_list", ()))])
        last = definition.end_lineno or definition.lineno
        body = getattr(definition, "body", [])
    excerpt = lines[first - 1 : last]
    indent = min((len(line) - len(line.lstrip()) for line in excerpt if line.strip()), default=0)
    return Excerpt(file, first, "\n".join(line[indent:] for line in excerpt) + "\n")


def _definition(body: list[ast.stmt], name: str) -> ast.stmt | None:
    for node in body:
        names: list[ast.expr] = []
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            return node
        if isinstance(node, ast.ImportFrom) and name in (alias.asname or alias.name for alias in node.names):
            return node
        if isinstance(node, ast.Assign):
            names = node.targets
        elif isinstance(node, ast.AnnAssign):
            names = [node.target]
        if any(isinstance(target, ast.Name) and target.id == name for target in names):
            return node
    return None

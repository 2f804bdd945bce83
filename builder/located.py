"""YAML checked against a pydantic model, with the line of whatever is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from yaml.constructor import SafeConstructor
from yaml.reader import ReaderError

from builder.problems import BuildError, Problem, one_of, suggestion

MAX_DEPTH = 20
MAX_VALUES = 10_000  # aliases of aliases grow without end
Path = tuple[str | int, ...]
Model = TypeVar("Model", bound="Strict", covariant=True)


class Strict(BaseModel):
    """A schema that knows exactly what may be said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def variant(cls, data: dict[str, Any]) -> type[Any]:
        """The model to hold `data` to, where that depends on what it says."""
        del data
        return cls


@dataclass
class Source:
    """A piece of a file: `text` begins on line `line` of `file`; `place` is its name in messages."""

    file: str
    line: int
    text: str
    place: str

    def problem(self, line: int, message: str) -> Problem:
        return Problem(self.file, line, message)


@dataclass
class _Loader:
    """Python values from YAML nodes, and where each of them began."""

    source: Source
    lines: dict[Path, int] = field(default_factory=dict)
    text_lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    values: int = 0

    def load(self) -> Any:
        try:
            loader, node = _composed(self.source.text)
            if node is None:
                return {}
            value = self._value(loader, node, ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = " ".join(part for part in (error.context, error.problem) if part)
            raise self._not_yaml(mark.line if mark else 0, said) from error
        except ReaderError as error:
            line = self.source.text[: error.position].count("\n")
            raise self._not_yaml(line, f"it has the character U+{error.character:04X}") from error
        except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that there isn't, e.g.
            raise self._not_yaml(0, str(error)) from error
        except RecursionError as error:  # of PyYAML's own, before anything can be counted
            raise self._not_yaml(0, "nested too deep") from error
        if self.problems:
            raise BuildError(self.problems)
        return value

    def _not_yaml(self, line: int, said: str) -> BuildError:
        said = f"{self.source.place} is not YAML: {said}"
        return BuildError([self.source.problem(self.source.line + line, said)])

    def _value(self, loader: SafeConstructor, node: yaml.Node, path: Path) -> Any:
        self.lines.setdefault(path, self.source.line + node.start_mark.line)
        if len(path) > MAX_DEPTH:  # an alias can point at what it is in
            raise yaml.YAMLError("nested too deep")
        self.values += 1
        if self.values > MAX_VALUES:
            raise yaml.YAMLError(f"it has more than {MAX_VALUES:,} values, counting each alias")
        if isinstance(node, yaml.MappingNode):
            result: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = loader.construct_object(key_node, deep=True)
                line = self.source.line + key_node.start_mark.line
                if not isinstance(key, str):
                    self.problems.append(self.source.problem(line, f"key {key!r} must be text"))
                    continue
                if key in result:
                    said = f"key {key!r} is there twice in {self.source.place}"
                    self.problems.append(self.source.problem(line, said))
                self.lines[(*path, key)] = line
                result[key] = self._value(loader, value_node, (*path, key))
            return result
        if isinstance(node, yaml.SequenceNode):
            return [self._value(loader, item, (*path, i)) for i, item in enumerate(node.value)]
        folded = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
        self.text_lines[path] = self.source.line + node.start_mark.line + folded
        return loader.construct_object(node, deep=True)


def _composed(text: str) -> tuple[SafeConstructor, yaml.Node | None]:
    """The root of a YAML text, read by PyYAML's C parser; what that refuses, the other one explains."""
    try:
        fast = yaml.CSafeLoader(text)
        return fast, fast.get_single_node()
    except (yaml.YAMLError, ValueError):
        loader = yaml.SafeLoader(text)
        return loader, loader.get_single_node()


@dataclass(frozen=True)
class Located(Generic[Model]):
    """A validated model, the lines its values stand on, and those that its texts begin on."""

    value: Model
    lines: dict[Path, int]
    text_lines: dict[Path, int]

    def line(self, *path: str | int) -> int:
        return _nearest(self.lines, path)


def read(source: Source, model: type[Model]) -> Located[Model]:
    """Validate YAML text.

    Raises:
        BuildError: one problem for each fault, with its line.
    """
    loader = _Loader(source)
    data = loader.load()
    if not isinstance(data, dict):
        said = f"{source.place} must be a list of 'key: value' lines, got {_shown(data)}"
        raise BuildError([source.problem(source.line, said)])
    chosen = model.variant(data)
    try:
        return Located(chosen.model_validate(data), loader.lines, loader.text_lines)
    except ValidationError as error:
        raise BuildError(_explain(source, chosen, data, loader.lines, error)) from error


def _nearest(lines: dict[Path, int], path: Path) -> int:
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path, 1)


def _explain(
    source: Source, model: type[Strict], data: Any, lines: dict[Path, int], error: ValidationError
) -> Iterator[Problem]:
    for details in error.errors():
        path = _path(data, details["loc"])
        yield source.problem(_nearest(lines, path), _message(source, model, path, details))


def _path(data: Any, loc: tuple[str | int, ...]) -> Path:
    """`loc` less the tags that pydantic puts in for unions."""
    path: list[str | int] = []
    for i, part in enumerate(loc):
        in_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if in_list or (isinstance(data, dict) and part in data):
            data = data[part]
        elif i < len(loc) - 1:
            continue
        path.append(part)
    return tuple(path)


def _message(source: Source, model: type[Strict], path: Path, details: ErrorDetails) -> str:
    kind, name = details["type"], ".".join(map(str, path))
    if kind == "extra_forbidden":
        known = _keys(model, path[:-1])
        said = f"unknown key {path[-1]!r} in {source.place}: {one_of(known)}"
        return said + suggestion(str(path[-1]), known)
    if kind == "missing":
        inside = f" in {'.'.join(map(str, path[:-1]))}" if path[:-1] else ""
        return f"{source.place} lacks {path[-1]!r}{inside}"
    said = details["msg"].removeprefix("Value error, ")
    said = said[0].lower() + said[1:]
    if kind in ("value_error", "assertion_error") and not path:
        return f"{source.place}: {said}"
    if kind == "value_error":
        return f"{name!r} in {source.place}: {said}"
    return f"{name!r} in {source.place}: {said}, got {_shown(details['input'])}"


def _keys(model: type[Strict], path: Path) -> list[str]:
    """The keys that the model knows at `path`, those of every kind where it is a union."""
    models = [model]
    for part in path:
        if isinstance(part, str):
            fields = [m.model_fields[part].annotation for m in models if part in m.model_fields]
            models = [inner for annotation in fields for inner in _models_in(annotation)]
    return list(dict.fromkeys(key for m in models for key in m.model_fields))


def _models_in(annotation: Any) -> Iterator[type[Strict]]:
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."

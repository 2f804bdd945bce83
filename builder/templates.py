"""The templates of site/templates/, and what all of them may use."""

import traceback
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)

from builder.assets import Assets
from builder.problems import BuildError, Problem
from builder.widgets.base import to_json
from builder.widgets.grids import tint
from cnn_core.explain.writing import write_factor, write_number

CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; "
    "style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types convnets 'allow-duplicates'"
)
FOLDER = "site/templates"


class Templates:
    """Renders them; `shared` is what every page is told beside what is its own."""

    def __init__(self, root: Path, assets: Assets, runtime: str, **shared: Any) -> None:
        self._assets, self._runtime, self._shared = assets, runtime, shared
        self._environment = _environment(root)

    def card(self, name: str) -> str:
        """The address of a picture for links, as seen from the site's root; empty where there is none."""
        return self._assets.get(name)

    def render(self, template: str, root: str, **context: Any) -> str:
        """Fill in a template.

        Args:
            template: its name.
            root: the site's root, as seen from the page.
            context: what it shows.

        Raises:
            BuildError: the template is faulty, or asks for what isn't there.
        """

        def asset(name: str) -> str:
            return root + self._assets[name]

        general = {"root": root, "asset": asset, "runtime": f"{root}{self._runtime}/", "csp": CSP}
        try:
            return self._environment.get_template(template).render(general | self._shared | context)
        except (TemplateError, LookupError) as error:
            raise BuildError([_problem(template, error)]) from error


@cache
def _environment(root: Path) -> Environment:
    """Compiled templates are kept between builds, too; those that change are compiled anew."""
    compiled = root / ".cache" / "templates"
    compiled.mkdir(parents=True, exist_ok=True)
    environment = Environment(
        loader=FileSystemLoader(root / FOLDER),
        bytecode_cache=FileSystemBytecodeCache(str(compiled)),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=-1,
    )
    environment.filters |= {
        "factor": write_factor,
        "json": to_json,
        "markdown": lambda text: text.html,
        "number": write_number,
        "tint": tint,
    }
    return environment


def _problem(name: str, error: Exception) -> Problem:
    if isinstance(error, TemplateSyntaxError):
        return Problem(f"{FOLDER}/{error.name or name}", error.lineno, error.message or "syntax error")
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".html")]
    if frames:
        file = frames[-1].filename
        return Problem(file[file.index(FOLDER) :], frames[-1].lineno or 0, str(error))
    return Problem(f"{FOLDER}/{name}", 0, f"the template is missing or broken: {error}")

"""A lesson's tokens as HTML, for what CommonMark's own renderer doesn't know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from builder.highlight import code_block
from builder.live_code import language_of


def _nothing(*arguments: Any) -> Markup:
    del arguments
    return Markup()


@dataclass(frozen=True)
class Rendering:
    """What the tokens of a page refer to: handed to the renderer as `env["page"]`."""

    formula: Callable[[str, bool], Markup]
    directive: Callable[[Any], Markup] = _nothing
    term: Callable[[str, str], Markup] = _nothing


class LessonRenderer(RendererHTML):
    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        if "live" in token.meta:
            return token.meta["live"].render(token.content)  # type: ignore[no-any-return]
        return code_block(token.content, language_of(token.info)) + "\n"

    def math_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _page(env).formula(tokens[idx].content, False)

    def math_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        formula = _page(env).formula(tokens[idx].content, True)
        return Markup('<div class="math-block">{}</div>\n').format(formula)

    def figure(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        value, shown = tokens[idx].meta["value"], tokens[idx].meta["shown"]
        if isinstance(value, str | tuple):
            return escape(shown)
        return Markup('<data value="{}">{}</data>').format(value, shown)

    def term(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _page(env).term(tokens[idx].meta["slug"], tokens[idx].content)

    def colon_fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _page(env).directive(tokens[idx].meta["placed"]) + "\n"

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        number = tokens[idx].meta["id"] + 1
        reference = Markup('<sup class="footnote-ref"><a href="#fn{}" id="fnref{}">[{}]</a></sup>')
        return reference.format(number, _reference(tokens[idx]), number)

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        back = Markup(' <a href="#fnref{}" class="footnote-backref">\u21a9\ufe0e</a>')  # not as an emoji
        return back.format(_reference(tokens[idx]))

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        name, title = tokens[idx - 2].attrs["id"], tokens[idx - 2].meta["title"]
        anchor = Markup(' <a class="anchor" href="#{}" aria-label="Link to this section: {}">#</a>')
        return anchor.format(name, title) + Markup("</{}>\n").format(tokens[idx].tag)

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table" tabindex="0" role="group" aria-label="Table">\n<table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table>\n</div>\n"


def _reference(token: Token) -> str:
    """Which reference to a footnote this is: "2" for the first to note 2, "2-1" for the next."""
    again = token.meta.get("subId", 0)
    return f"{token.meta['id'] + 1}" + (f"-{again}" if again > 0 else "")


def _page(env: Mapping[str, Any]) -> Rendering:
    page: Rendering = env["page"]
    return page

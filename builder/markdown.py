"""The markdown that lessons are written in, as tokens; what the tokens mean is document.py's."""

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin


def make_parser(renderer: type[RendererHTML]) -> MarkdownIt:
    """CommonMark less raw HTML; with tables, footnotes, definition lists, math, figures and directives.

    Args:
        renderer: makes HTML of the tokens.
    """
    parser = MarkdownIt(
        "commonmark", {"html": False, "typographer": True, "xhtmlOut": False}, renderer_cls=renderer
    )
    parser.enable(["table", "smartquotes"])
    dollarmath_plugin(parser, allow_labels=False, allow_digits=False, allow_blank_lines=False)
    colon_fence_plugin(parser)
    deflist_plugin(parser)
    footnote_plugin(parser)
    # The plugins brought their own.
    for name in ("colon_fence", "footnote_anchor", "footnote_ref", "math_block", "math_inline"):
        parser.add_render_rule(name, getattr(renderer, name))
    parser.inline.ruler.before("link", "figure", _figure)
    parser.core.ruler.after("inline", "classes", _classes_for_styles)
    return parser


def _figure(state: StateInline, silent: bool) -> bool:
    """`{{ expression }}` -> a `figure` token."""
    if not state.src.startswith("{{", state.pos):
        return False
    end = state.src.find("}}", state.pos)
    if end < 0:
        return False
    if not silent:
        token = state.push("figure", "data", 0)
        token.content = state.src[state.pos + 2 : end].strip()
    state.pos = end + 2
    return True


def _classes_for_styles(state: StateCore) -> None:
    """Tables' cells are aligned by a style attribute, which the pages' CSP forbids: by a class instead."""
    for token in state.tokens:
        style = token.attrs.pop("style", None)
        if style:
            token.attrJoin("class", str(style).replace("text-align:", "align-"))

"""Code with its words in classes, for the style sheet to color."""

from functools import cache

from markupsafe import Markup
from pygments import highlight as pygmentize
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name


def highlight(code: str, language: str) -> Markup:
    """The inside of a `<code>` element."""
    formatted = pygmentize(code, _lexer(language or "text"), HtmlFormatter(nowrap=True))
    return Markup(formatted.rstrip("\n"))


def code_block(code: str, language: str) -> Markup:
    """A block of code that a keyboard can scroll."""
    label = f"{language} code" if language else "text"
    return Markup(
        '<div class="highlight" data-language="{}"><pre tabindex="0" role="group" aria-label="{}">'
        "<code>{}</code></pre></div>"
    ).format(language or "text", label, highlight(code, language))


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False)

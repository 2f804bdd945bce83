"""The HTML of what stands in a markdown file, and of the glossary's definitions."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from builder.course import Written
from builder.document import PARSER, Document, Formula, Placed
from builder.formulas import Formulas
from builder.glossary import Glossary
from builder.lessons import Understood
from builder.renderer import Rendering
from builder.templates import Templates
from builder.widgets import Container


class Content:
    """Renders the tokens of documents."""

    def __init__(self, templates: Templates, formulas: Formulas) -> None:
        self._templates, self._formulas = templates, formulas

    def page(self, one: Understood[Written[Any]]) -> Markup:
        """The body of a lesson, or of a page that is none."""
        rests_on = [str(token.attrs["href"]) for token, _ in one.document.links]
        rests_on += [str(token.attrs["src"]) for token, _ in one.document.images]
        key = tuple(rests_on)
        if key not in one.html:
            one.html.clear()
            one.html[key] = self._page(one)
        return one.html[key]

    def _page(self, one: Understood[Written[Any]]) -> Markup:
        root = one.source.root

        def directive(placed: Placed) -> Markup:
            what = placed.directive
            context: dict[str, Any] = {"id": placed.id}
            if isinstance(what, Container):
                template = what.template
                context |= {"container": what, "content": render(placed.tokens)}
            else:
                template = placed.name
                context |= {"widget": what, "page": one.source.front, "heading": placed.heading}
                context |= placed.context
            return Markup(self._templates.render(f"widgets/{template}.html", root, **context))

        def term(slug: str, text: str) -> Markup:
            link = '<a class="term" href="{}glossary/#{}" data-term="{}">{}</a>'
            return Markup(link).format(root, slug, slug, text)

        render = _renderer(Rendering(self._formula, directive, term))
        _set_fragments(one.document, render)
        return render(one.tokens)

    def definitions(self, glossary: Glossary) -> dict[str, Markup]:
        """What each term means, by its slug."""
        if glossary.document:
            rendering = Rendering(self._formula)
            _set_fragments(glossary.document, _renderer(rendering))
        return {term.slug: term.definition.html for term in glossary.terms}

    def _formula(self, tex: str, display: bool) -> Markup:
        return self._formulas[Formula(tex.strip(), display)]


def _renderer(rendering: Rendering) -> Callable[[Any], Markup]:
    return lambda tokens: Markup(PARSER.renderer.render(tokens, PARSER.options, {"page": rendering}))


def _set_fragments(document: Document, render: Callable[[Any], Markup]) -> None:
    """Render the texts inside widgets; one paragraph alone is not made a block."""
    for text, tokens in document.fragments:
        is_one = [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
        text.html = render(tokens[1:2] if is_one else tokens)

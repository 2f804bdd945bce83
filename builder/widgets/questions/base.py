"""What all kinds of questions share."""

import hashlib

from builder.widgets.base import Markdown, Widget


class Asked(Widget):
    """A question, with a reason for every answer in the fields of its kind."""

    kind: str
    prompt: Markdown
    hint: Markdown | None = None

    @property
    def key(self) -> str:
        """By which a device remembers that it was answered, wherever on the page it stands."""
        return hashlib.sha256(self.prompt.encode()).hexdigest()[:8]

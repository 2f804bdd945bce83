"""The laboratory: a network that trains on the page."""

from typing import Any

from pydantic import field_validator

from builder.widgets.base import Site, Widget
from cnn_core.lab import SETTINGS, SettingsError, read_settings


class Lab(Widget):
    """`classes` are the digits to tell apart."""

    classes: tuple[int, ...] = (0, 1, 2, 3)

    @field_validator("classes")
    @classmethod
    def _digits(cls, classes: tuple[int, ...]) -> tuple[int, ...]:
        try:
            return read_settings({"classes": classes}).classes
        except SettingsError as error:
            raise ValueError(str(error)) from error

    def context(self, site: Site) -> dict[str, Any]:
        return {"settings": SETTINGS}

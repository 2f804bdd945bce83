"""The lab's settings, as widgets offer them."""

from typing import Annotated

from pydantic import Field

from cnn_core.lab.settings import SETTINGS, Setting


def known_setting(name: str) -> Setting:
    """The lab's setting of that name."""
    return next(setting for setting in SETTINGS if setting.name == name)


Sketches = Annotated[int, Field(ge=known_setting("sketches").minimum, le=known_setting("sketches").maximum)]

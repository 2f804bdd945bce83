"""What a lesson page's laboratory does, as plain Python: dicts and arrays in, dicts and arrays out.

The worker that runs in the reader's browser calls `Service`, and nothing else of this library.
Nothing in here knows of a browser, so all of it runs, and is tested, in CPython.
"""

from cnn_core.lab.service import Service
from cnn_core.lab.session import Session
from cnn_core.lab.settings import SETTINGS, Setting, Settings, SettingsError, read_settings

__all__ = ["SETTINGS", "Service", "Session", "Setting", "Settings", "SettingsError", "read_settings"]

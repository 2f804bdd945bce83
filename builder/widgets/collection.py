"""The reader's own drawings, kept on the device: an exam for the network of a lab on the same page."""

from builder.widgets.base import Widget
from builder.widgets.network import LabName


class Collection(Widget):
    """`lab` is the id of the lab whose network reads them, and may learn from some."""

    lab: LabName

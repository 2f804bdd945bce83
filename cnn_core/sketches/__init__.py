"""Sketches of handwritten digits, drawn by stroke rules: what the course's networks learn from.

`digits` draws them, `render` and `fit_box` draw a reader's strokes in the same way, and `prepare` brings
images from elsewhere to the same size, place and contrast.
"""

from cnn_core.sketches.generator import Sketches, digits
from cnn_core.sketches.preparing import prepare
from cnn_core.sketches.rendering import fit_box, render

__all__ = ["Sketches", "digits", "fit_box", "prepare", "render"]

"""What can go wrong, by kind. Every error of this library is a `CnnCoreError`.

Each kind also is the built-in error that fits it, so that `except ValueError` works as one would expect.
"""


class CnnCoreError(Exception):
    """Anything this library refuses to do, and why."""


class ShapeError(CnnCoreError, ValueError):
    """An array, or a stack of layers, whose shapes don't fit."""


class DataError(CnnCoreError, ValueError):
    """Images that can't be used: none at all, not numbers, or not finite."""


class LabelError(CnnCoreError, ValueError):
    """Labels that are not one class index for each image."""


class HyperparameterError(CnnCoreError, ValueError):
    """A setting of a layer, an optimizer or of training that makes no sense."""


class StateError(CnnCoreError, RuntimeError):
    """Something was asked for too early, such as a backward pass before any forward pass."""


class DivergedError(CnnCoreError, ArithmeticError):
    """Training would leave the finite numbers; model and optimizer are as before the failing step."""


class WeightsError(CnnCoreError, ValueError):
    """Weights that don't belong to this network, or a file of weights that is damaged."""


class BackendError(CnnCoreError, RuntimeError):
    """A backend was asked for that isn't available here."""

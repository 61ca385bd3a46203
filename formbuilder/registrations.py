"""What the package adds to the registry: the kind «form»."""

from formbuilder.kinds.form import KIND
from registry import kinds


def declare() -> None:
    """Called once by the app's ready()."""
    kinds.register(KIND)

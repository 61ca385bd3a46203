"""What the package adds to the registry: the kind «form»."""

from formbuilder.kinds.form import KIND
from registry.kinds import KINDS


def declare() -> None:
    """Register the kind «form». Called once by the app's ready()."""
    KINDS.add(KIND)

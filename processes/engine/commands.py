"""What can be asked of a case: commands by name, each added below the function that decides it."""

from collections.abc import Callable, Iterator

from processes.engine.advance import Json, Turn
from registry.register import Register

COMMANDS: Register[Callable[[Turn, Json], Iterator[Json]]] = Register(
    "commands", "Thao tác đối với hồ sơ"
)

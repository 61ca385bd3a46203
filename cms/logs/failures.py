"""What a log keeps of an exception: its type and where it came from, never its words or values.

The words of an exception often carry what somebody filled in («Failing row contains …», «could
not convert 'Nguyễn…'»). Of a database's refusal the state and the constraint are kept, of the
operating system's the reason: these say nothing of anybody.
"""

import os
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_FRAMES = 30


def without_values(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace `exc_info` by what may be kept; a structlog processor."""
    given = event.pop("exc_info", None)
    if isinstance(given, BaseException):
        error: BaseException | None = given
    else:
        error = given[1] if isinstance(given, tuple) else None
    if error is not None:
        event["exception"] = list(described(error))
    return event


def described(error: BaseException) -> Iterator[dict[str, Any]]:
    """Yield the exception, then what caused it, each with its frames, the innermost last."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield {"type": _name(current), **_known(current), "at": _frames(current.__traceback__)}
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _known(error: BaseException) -> dict[str, str]:
    if isinstance(error, OSError) and error.errno is not None:
        return {"reason": os.strerror(error.errno)}
    state = getattr(error, "sqlstate", None)
    if state:
        constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
        return {"sqlstate": str(state), **({"constraint": constraint} if constraint else {})}
    name = getattr(error, "sqlite_errorname", None)
    return {"sqlite": str(name)} if name else {}


def _frames(trace: TracebackType | None) -> list[str]:
    # Neither source lines nor locals: a line of a test or a template may hold a name.
    frames = traceback.extract_tb(trace, limit=-_FRAMES)
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(path: str) -> str:
    for base in (ROOT, ROOT / ".venv"):
        if path.startswith(f"{base}{os.sep}") and "site-packages" not in path:
            return os.path.relpath(path, base)
    return path.rsplit("site-packages" + os.sep, 1)[-1]

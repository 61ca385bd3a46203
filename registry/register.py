"""Registers: what upper floors plug into lower ones, by name, each name once.

    GUARDS: Register[Guard] = Register("guards", "Lý do không được làm")
    GUARDS.add("control.not_own", not_own)

Whoever keeps a register writes beside it what it promises of its entries (`promise`). Nothing of
this is looked at when the product starts; `manage.py check` asks all of it (`registry/checks.py`).
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")

Promise = Callable[[], Iterable[str]]
"""What is wrong with the entries of a register, a Vietnamese sentence each; nothing where all is
well. It asks no database."""

_registers: "list[Register[Any]]" = []


class NameTaken(ValueError):
    """Two entries want one name."""


class NotThere(KeyError):
    """Nobody added an entry of this name."""

    def __str__(self) -> str:
        return str(self.args[0])


class Register(Generic[T]):
    """Entries by name, in the order in which they were added.

    `code` names the register in messages of developers and checks, `word` says in Vietnamese what
    an entry is. Where entries know their own name, `named` reads it, and they are added alone.
    """

    def __init__(self, code: str, word: str, named: Callable[[T], str] | None = None) -> None:
        self.code, self.word = code, word
        self._named = named
        self._entries: dict[str, T] = {}
        # Which module added it, for whoever meets the name a second time.
        self._by: dict[str, str] = {}
        self._promises: list[Promise] = []
        _registers.append(self)

    @overload
    def add(self, entry: T, /) -> T: ...

    @overload
    def add(self, name: str, entry: T, /) -> T: ...

    def add(self, *given: Any) -> T:
        """Make an entry known. Raises NameTaken where another one has the name.

        The same entry once more is the same word said twice (a `declare()` that runs again).
        """
        return self._add(*self._pair(given), str(sys._getframe(1).f_globals.get("__name__", "?")))

    def get(self, name: str) -> T:
        """Return the entry of this name; raise NotThere (a KeyError), which lists those there."""
        try:
            return self._entries[name]
        except KeyError:
            there = ", ".join(sorted(self._entries)) or "none"
            raise NotThere(f"register {self.code} has no {name!r}; there are: {there}") from None

    def find(self, name: str) -> T | None:
        """Return the entry of this name, or None."""
        return self._entries.get(name)

    def items(self) -> list[tuple[str, T]]:
        """Return names and entries."""
        return list(self._entries.items())

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._entries.values()))

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    # --- what holds of the entries ------------------------------------------------------------

    def promise(self, promise: Promise) -> Promise:
        """Have `manage.py check` ask this too."""
        self._promises.append(promise)
        return promise

    def broken(self) -> list[str]:
        """List every promise that does not hold, in words."""
        return [said for promise in self._promises for said in promise()]

    # --- for tests ----------------------------------------------------------------------------

    def remove(self, name: str) -> None:
        """Forget an entry. Raises NotThere."""
        self.get(name)
        del self._entries[name], self._by[name]

    @overload
    def added(self, entry: T, /) -> AbstractContextManager[T]: ...

    @overload
    def added(self, name: str, entry: T, /) -> AbstractContextManager[T]: ...

    @contextmanager
    def added(self, *given: Any) -> Iterator[T]:
        """Add an entry as `add` does, and take it away at the end."""
        name, entry = self._pair(given)
        there = name in self._entries
        self._add(name, entry, "a test")
        try:
            yield entry
        finally:
            if not there and name in self._entries:
                self.remove(name)

    @contextmanager
    def emptied(self) -> Iterator[None]:
        """Begin with no entry at all; those of before, and they alone, are there at the end."""
        before = self._entries, self._by
        self._entries, self._by = {}, {}
        try:
            yield
        finally:
            self._entries, self._by = before

    def _pair(self, given: tuple[Any, ...]) -> tuple[str, T]:
        if len(given) == 2:
            return given
        if self._named is None:
            raise TypeError(f"entries of register {self.code} have no name of their own")
        return self._named(*given), *given

    def _add(self, name: str, entry: T, by: str) -> T:
        there = self._entries.setdefault(name, entry)
        if there is not entry and there != entry:
            raise NameTaken(
                f"{name!r} is registered already in {self.code}: "
                f"{_said(there)} by {self._by[name]}, now {_said(entry)} by {by}"
            )
        self._by.setdefault(name, by)
        return entry


def registers() -> list[Register[Any]]:
    """List every register of what has been imported."""
    return list(_registers)


def _said(entry: object) -> str:
    """An entry as developers find it again: a function by its place, else its short repr."""
    if callable(entry) and hasattr(entry, "__qualname__"):
        return f"{entry.__module__}.{entry.__qualname__}"
    text = repr(entry)
    return text if len(text) <= 200 else f"{text[:199]}…"

"""The product's own source files, each parsed once for all floor tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("registry", "rules", "formbuilder", "processes", "search", "cms")


@dataclass(frozen=True)
class Source:
    """One Python file: its path below the project and dotted name."""

    path: str
    module: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree, once somebody asks for it."""
        return ast.parse((ROOT / self.path).read_text())


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the product except migrations."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "migrations" in relative.parts:
                continue
            parts = relative.with_suffix("").parts
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append(Source(str(relative), module))
    return tuple(found)


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that a file imports, inside functions too.

    `from a.b import c` gives `a.b.c`, as c may be a module.
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source.path}:{node.lineno}: relative import"
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def floor(module: str) -> str:
    """The package of architecture that a module belongs to."""
    return "processes.control" if is_in(module, "processes.control") else module.split(".")[0]


def is_in(module: str, package: str) -> bool:
    """Whether a dotted name is the package itself or lies below it."""
    return module == package or module.startswith(package + ".")

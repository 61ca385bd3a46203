"""What registers promise of their entries: told by `manage.py check`, with no query."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.urls import Resolver404, get_resolver, resolve

from registry.organisation.roles import abilities
from registry.policy import POLICIES
from registry.register import registers
from registry.trail.types import TYPES

# What takes every address that is nobody's, to say that there is no such page.
_CATCH_ALL = {"wagtail_serve", "wagtail.admin.views.home.default"}


def leads_somewhere(url: str) -> bool:
    """Tell whether there is a page at an address of the product; for promises of registers."""
    try:
        return resolve(urlsplit(url).path).view_name not in _CATCH_ALL
    except Resolver404:
        return False


@register()
def registers_keep_their_promises(**kwargs: Any) -> list[CheckMessage]:
    """Report every broken promise of every register, those included that pages bring along."""
    get_resolver().url_patterns  # noqa: B018 - imports them all, as Django's own checks do
    return [
        Error(f"{one.word}: {said}", id=f"registers.{one.code}")
        for one in registers()
        for said in one.broken()
    ]


@TYPES.promise
def _are_what_code_appends() -> Iterator[str]:
    """A text of the code that begins as event types do («document.…») is the name of one, or of
    something else that is known: appending any other would fail when somebody works."""
    known = {name for one in registers() for name, _ in one.items()} | set(abilities())
    known |= {ability for one in POLICIES for ability in one.abilities}
    beginnings = "|".join(sorted({type.name.partition(".")[0] for type in TYPES}))
    named = re.compile(rf'"((?:{beginnings})\.[a-z_]+)"')
    for path in _sources():
        for name in named.findall(path.read_text(encoding="utf-8")):
            if name not in known:
                yield f"«{name}» trong {path.name} chưa khai báo."


def _sources() -> Iterator[Path]:
    """The product's own modules."""
    root = Path(__file__).resolve().parents[1]
    packages = {app.name.partition(".")[0] for app in apps.get_app_configs()}
    for package in sorted(packages):
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path

"""What was reached of objectives, beside their text on the page on which they are read."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from registry.documents.models import Document
from registry.editor.buttons import RAIL
from registry.organisation.models import User
from registry.yearly.figures import KIND, entries_of, objectives_of
from registry.yearly.services import version_of


def _results(user: User, document: Document) -> SafeString | str:
    """The objectives in force with their results; three queries, none for other kinds."""
    version = version_of(document) if document.kind == KIND else None
    if version is None:
        return ""
    found = objectives_of(document, version.data, entries_of([document.pk]))
    values = {"document": document, "objectives": found, "year": version.data.get("year", "")}
    return render_to_string("registry/yearly/_rail_results.html", values)


def declare() -> None:
    """Register the part."""
    RAIL.add("yearly.results", _results)

"""Reviews under way are no longer called by what a draft is called."""

from typing import Any

from django.db import migrations
from django.db.models import Max


def subjects_of_issues(apps: Any, schema_editor: Any) -> None:
    """Nearly the words that processes.control.reviews.subject_of gives a new review; its own pages
    show the dossier's name to whoever may read it."""
    cases = apps.get_model("processes", "Case")._base_manager
    dossiers = apps.get_model("registry", "Dossier")._base_manager
    items = apps.get_model("registry", "DossierItem")._base_manager
    versions = apps.get_model("registry", "Version")._base_manager
    for case in cases.filter(about__startswith="dossier:").only("about", "code"):
        dossier = dossiers.filter(uid=case.about.removeprefix("dossier:")).first()
        if dossier is None or dossier.state == "issued":
            continue
        last = items.filter(dossier=dossier).aggregate(last=Max("round"))["last"]
        rows = list(
            items.filter(dossier=dossier, round=last).select_related("document").order_by("pk")
        )
        issued = [
            row.document for row in rows if versions.filter(document=row.document_id).exists()
        ]
        name = f"{issued[0].code} {issued[0].title}".strip() if issued else "tài liệu mới"
        more = f" và {len(rows) - 1} tài liệu khác" if len(rows) > 1 else ""
        subject = f"Trình ban hành: {name}{more}"[:500]
        cases.filter(pk=case.pk).update(subject=subject, folded=case.code.lower())


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0003_case_adoption"),
        ("registry", "0013_draft_names"),
    ]

    operations = [migrations.RunPython(subjects_of_issues, migrations.RunPython.noop)]

"""What lists ask of a task without unfolding its case: who is barred, when the whole was due."""

from datetime import datetime
from typing import Any

from django.db import migrations, models

from registry import canonical

# Events that say when the whole case is due from then on.
DUES = (
    "case.opened",
    "case.variant_chosen",
    "case.suspended",
    "case.resumed",
    "case.extended",
)
ENDS = ("task.completed", "task.returned", "task.cancelled")


def bar_authors(apps: Any, schema_editor: Any) -> None:
    """Steps that the author of a case may not do, as the issued process says."""
    tasks = apps.get_model("processes", "Task")._base_manager
    versions = apps.get_model("registry", "Version")._base_manager
    used = tasks.values("case__version")
    for pk, body in versions.filter(pk__in=used).values_list("pk", "body").iterator():
        steps = [
            step["id"] for step in canonical.loads(body).get("steps", []) if step.get("not_author")
        ]
        if steps:
            tasks.filter(case__version=pk, step_id__in=steps).update(not_author=True)


def name_past_authors(apps: Any, schema_editor: Any) -> None:
    """Who had a case before it was handed over, as its state says."""
    cases = apps.get_model("processes", "Case")._base_manager
    for case in cases.filter(state__contains='"past_authors"').iterator():
        rows = canonical.loads(case.state).get("past_authors", [])
        case.past_authors = canonical.dumps({"rows": rows})
        case.save(update_fields=["past_authors"])


def date_ends(apps: Any, schema_editor: Any) -> None:
    """When each case was due as its tasks ended, from its events."""
    cases = apps.get_model("processes", "Case")._base_manager
    tasks = apps.get_model("processes", "Task")._base_manager
    events = apps.get_model("registry", "Event")._base_manager
    for case in cases.filter(tasks__finished_at__isnull=False).distinct().iterator():
        due, found = "", {}
        told = events.filter(stream=f"case:{case.uid}", type__in=(*DUES, *ENDS))
        for type_, text in told.order_by("seq").values_list("type", "data"):
            data = canonical.loads(text)
            if type_ in DUES:
                due = data.get("due_at", "")
            elif due:
                found[data["task"]] = due
        for key, due in found.items():
            tasks.filter(case=case, key=key).update(final_case_due_at=datetime.fromisoformat(due))


def settle_notices(apps: Any, schema_editor: Any) -> None:
    """Notices of tasks say which; those of work that is done do not wait any more."""
    tasks = apps.get_model("processes", "Task")._base_manager
    notices = apps.get_model("registry", "Notice")._base_manager
    ended = tasks.exclude(status__in=("not_started", "in_progress"))
    for notice in notices.filter(url__startswith="/admin/cong-viec/", thing="").iterator():
        number = notice.url.removeprefix("/admin/cong-viec/").strip("/")
        if number.isdecimal():
            notice.thing, notice.thing_id = "task", int(number)
            if notice.read_at is None and (
                task := ended.filter(pk=notice.thing_id).values("finished_at").first()
            ):
                notice.read_at = task["finished_at"] or notice.created_at
            notice.save(update_fields=["thing", "thing_id", "read_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("processes", "0007_wide_as_a_process"),
        ("registry", "0014_notice_thing"),
    ]

    operations = [
        migrations.AddField("case", "past_authors", models.TextField(default="{}")),
        migrations.AddField("task", "not_author", models.BooleanField(default=False)),
        migrations.AddField("task", "final_case_due_at", models.DateTimeField(null=True)),
        migrations.RunPython(bar_authors, migrations.RunPython.noop),
        migrations.RunPython(name_past_authors, migrations.RunPython.noop),
        migrations.RunPython(date_ends, migrations.RunPython.noop),
        migrations.RunPython(settle_notices, migrations.RunPython.noop),
    ]

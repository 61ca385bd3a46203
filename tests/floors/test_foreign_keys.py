"""Foreign keys only go down the floors, like imports."""

from django.apps import apps
from django.db import models

from tests.floors.sources import PACKAGES, floor
from tests.floors.test_imports import BELOW


def test_foreign_keys_only_go_down() -> None:
    wrong = []
    seen = 0
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.split(".")[0] not in PACKAGES:
            continue
        for field in model._meta.get_fields(include_parents=False):
            target = getattr(field, "related_model", None)
            if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            if not isinstance(target, type) or target.__module__.split(".")[0] not in PACKAGES:
                continue
            seen += 1
            if floor(target.__module__) not in BELOW[floor(model.__module__)]:
                wrong.append(f"{model.__module__}.{model.__name__}.{field.name} -> {target}")
    assert seen > 10
    assert not wrong, "\n".join(wrong)

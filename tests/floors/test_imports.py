"""Imports only go down, engines are pure, and nobody imports another package's views."""

from tests.floors.sources import PACKAGES, floor, imports, is_in, sources

# What each floor may import, itself included (docs/architecture.md).
BELOW = {
    "registry": {"registry"},
    "rules": {"rules", "registry"},
    "formbuilder": {"formbuilder", "rules", "registry"},
    "processes": {"processes", "formbuilder", "rules", "registry"},
    "processes.control": {"processes.control", "processes", "formbuilder", "rules", "registry"},
    "search": {"search", "registry"},
    "cms": {
        *("cms", "search", "processes.control", "processes", "formbuilder", "rules", "registry"),
    },
}
PURE = ("rules.engine", "rules.worktime", "processes.engine", "processes.events")
FRAMEWORKS = ("django", "wagtail", "modelcluster", "ninja", "psycopg", "django_htmx")


def test_imports_only_go_down() -> None:
    wrong = [
        f"{source.path}:{line} imports {name}"
        for source in sources()
        for line, name in imports(source)
        if name.split(".")[0] in PACKAGES and floor(name) not in BELOW[floor(source.module)]
    ]
    assert not wrong, "\n".join(wrong)


def test_engines_know_no_framework() -> None:
    wrong = [
        f"{source.path}:{line} imports {name}"
        for source in sources()
        if any(is_in(source.module, package) for package in PURE)
        for line, name in imports(source)
        if any(is_in(name, framework) for framework in FRAMEWORKS)
    ]
    assert not wrong, "\n".join(wrong)


def test_nobody_imports_the_views_of_another_package() -> None:
    # cms.urls mounts the views of the packages; that is what an address book is for.
    wrong = [
        f"{source.path}:{line} imports {name}"
        for source in sources()
        if source.module != "cms.urls" and not source.module.endswith(".wagtail_hooks")
        for line, name in imports(source)
        if name.split(".")[0] in PACKAGES
        and "views" in name.split(".")
        and floor(name) != floor(source.module)
        # The registry's base views are made to be built upon.
        and not is_in(name, "registry.editor.views")
    ]
    assert not wrong, "\n".join(wrong)

"""Nothing in the code knows a shipped procedure: they are data, loaded by the demo alone."""

import json

from tests.floors.sources import ROOT, sources


def test_no_module_names_a_shipped_procedure() -> None:
    named: set[str] = set()
    for path in (ROOT / "fixtures" / "procedures").glob("*.json"):
        row = json.loads(path.read_text())
        named |= {row["uid"], row["code"], row["title"]}
    assert len(named) > 15
    found = [
        f"{source.path}: {name}"
        for source in sources()
        for name in named
        if name in (ROOT / source.path).read_text()
    ]
    assert not found, "\n".join(found)

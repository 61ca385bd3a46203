"""What keeps a package from being taken in: what is here already, missing or given twice."""

from collections import Counter
from itertools import pairwise
from typing import Any

from registry.documents.models import Document, Version
from registry.organisation.models import Agency, User
from registry.packages.exporting import instant_of
from registry.problems import Problem, pointer

Json = dict[str, Any]


def conflicts(told: Json) -> list[Problem]:
    """Find everything that is here already, is named but missing, or is given twice."""
    agency = told["agency"]
    found = []
    if Agency.objects.filter(code=agency["code"]).exists():
        said = f"Đã có cơ quan mã “{agency['code']}” trong hệ thống."
        found.append(Problem("/content/agency/code", said))
    elif Agency.objects.filter(uid=agency["uid"]).exists():
        said = "Cơ quan này đã có trong hệ thống dưới mã khác."
        found.append(Problem("/content/agency/uid", said))
    parent = agency.get("parent", "")
    if parent and not Agency.objects.filter(code=parent).exists():
        said = f"Chưa có cơ quan cấp trên mã “{parent}”. Hãy nhập cơ quan cấp trên trước."
        found.append(Problem("/content/agency/parent", said))
    return [*found, *_doubles(told), *_people(told), *_units(told), *_documents(told)]


def _doubles(told: Json) -> list[Problem]:
    """Rows of which there may be one only."""
    versions = [
        (f"documents/{number}/versions/{place}", row["uid"], version)
        for number, row in enumerate(told.get("documents", []))
        for place, version in enumerate(row.get("versions", []))
    ]
    groups: list[tuple[str, list[tuple[str, Any]]]] = [
        ("Mã phòng ban ghi hai lần.", _keys(told, "units", "code")),
        ("Tên đăng nhập ghi hai lần.", _keys(told, "people", "username")),
        ("Tài liệu ghi hai lần.", _keys(told, "documents", "uid")),
        ("Việc áp dụng ghi hai lần.", _keys(told, "adoptions", "uid")),
        ("Lần ban hành ghi hai lần.", [(where, v["uid"]) for where, _, v in versions]),
        (
            "Số lần ban hành ghi hai lần.",
            [(where, (uid, v["issue_no"], v["revision_no"])) for where, uid, v in versions],
        ),
        (
            "Một tài liệu được áp dụng hai lần cùng lúc.",
            [
                (f"adoptions/{number}", row["document"])
                for number, row in enumerate(told.get("adoptions", []))
                if "ends" not in row
            ],
        ),
    ]
    found = []
    for said, keys in groups:
        counted = Counter(key for _, key in keys)
        found += [Problem(f"/content/{where}", said) for where, key in keys if counted[key] > 1]
    return found


def _keys(told: Json, part: str, key: str) -> list[tuple[str, Any]]:
    return [(f"{part}/{number}", row[key]) for number, row in enumerate(told.get(part, []))]


def _people(told: Json) -> list[Problem]:
    """Somebody else under the same name; and people whom the file names but does not bring."""
    rows = told.get("people", [])
    there = {
        user.username: user.full_name
        for user in User.objects.filter(username__in=[row["username"] for row in rows])
    }
    found = [
        Problem(
            pointer("content", "people", number, "username"),
            f"Tên đăng nhập “{row['username']}” đã thuộc về người khác ({there[row['username']]}).",
        )
        for number, row in enumerate(rows)
        if row["username"] in there and there[row["username"]] != row.get("full_name", "")
    ]
    known = {row["username"] for row in rows}
    named = [
        (pointer("content", part, number, name), row[name])
        for part, names in _NAMING.items()
        for number, row in enumerate(told.get(part, []))
        for name in names
        if row.get(name)
    ]
    named += [
        (pointer("content", "documents", number, "versions", place, "issued_by"), one["issued_by"])
        for number, row in enumerate(told.get("documents", []))
        for place, one in enumerate(row.get("versions", []))
        if one.get("issued_by")
    ]
    return found + [
        Problem(where, f"Tệp không có người “{user}” trong mục people.")
        for where, user in named
        if user not in known
    ]


_NAMING = {
    "memberships": ("user",),
    "delegations": ("giver", "receiver"),
    "documents": ("author",),
    "adoptions": ("prepared_by", "prepared_for", "confirmed_by", "confirmed_for"),
}
_PLACED = {
    "units": "parent",
    "memberships": "unit",
    "delegations": "unit",
    "documents": "owner_unit",
}


def _units(told: Json) -> list[Problem]:
    """Units that are named but not brought, and loops of units."""
    above = {row["code"]: row.get("parent", "") for row in told.get("units", [])}
    found = [
        Problem(pointer("content", part, number, name), f"Tệp không có phòng ban mã “{row[name]}”.")
        for part, name in _PLACED.items()
        for number, row in enumerate(told.get(part, []))
        if row.get(name) and row[name] not in above
    ]
    for number, row in enumerate(told.get("units", [])):
        seen, code = set(), row["code"]
        while code and code not in seen:
            seen.add(code)
            code = above.get(code, "")
        if code == row["code"]:
            said = "Phòng ban không thể trực thuộc chính mình."
            found.append(Problem(pointer("content", "units", number, "parent"), said))
    return found


def _documents(told: Json) -> list[Problem]:
    """Uids that are taken, periods that meet, adoptions of documents that are not here."""
    rows = told.get("documents", [])
    uids = [row["uid"] for row in rows]
    taken = {str(uid) for uid in _there(Document, uids)}
    versions = [version["uid"] for row in rows for version in row.get("versions", [])]
    taken_versions = {str(uid) for uid in _there(Version, versions)}
    found = []
    for number, row in enumerate(rows):
        where = pointer("content", "documents", number)
        if row["uid"] in taken:
            said = f"Tài liệu “{row['title']}” đã có trong hệ thống."
            found.append(Problem(f"{where}/uid", said))
        for place, version in enumerate(row.get("versions", [])):
            if version["uid"] in taken_versions:
                said = "Lần ban hành này đã có trong hệ thống."
                found.append(Problem(f"{where}/versions/{place}/uid", said))
        found += _periods(row, where)
    named = [row["document"] for row in told.get("adoptions", [])]
    named += [row["calendar"] for row in told.get("adoptions", []) if "calendar" in row]
    there = {str(uid) for uid in _there(Document, named)} | set(uids)
    for number, row in enumerate(told.get("adoptions", [])):
        for name in ("document", "calendar"):
            if row.get(name) and row[name] not in there:
                said = "Chưa có tài liệu được áp dụng. Hãy nhập cơ quan ban hành nó trước."
                found.append(Problem(pointer("content", "adoptions", number, name), said))
    return found


def _there(model: Any, uids: list[str]) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(uids), 500):
        few = uids[start : start + 500]
        found += model.unscoped.filter(uid__in=few).values_list("uid", flat=True)
    return found


def _periods(row: Json, where: str) -> list[Problem]:
    """Periods of validity that end before they begin, or meet."""
    periods = []
    for place, version in enumerate(row.get("versions", [])):
        for number, one in enumerate(version.get("validity", [])):
            at = f"{where}/versions/{place}/validity/{number}"
            starts, ends = instant_of(one["starts"]), instant_of(one.get("ends", ""))
            assert starts is not None  # the schema requires it
            if ends is not None and ends < starts:
                return [Problem(at, "Thời gian hiệu lực kết thúc trước khi bắt đầu.")]
            if ends is None or ends != starts:
                periods.append((starts, ends, at))
    periods.sort(key=lambda one: (one[0], one[2]))
    for before, after in pairwise(periods):
        if before[1] is None or before[1] > after[0]:
            return [Problem(after[2], "Hai lần ban hành không được cùng có hiệu lực.")]
    return []

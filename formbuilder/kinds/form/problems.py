"""What bars a form from being issued, and what its author should look at again."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from formbuilder import catalogues, fields
from formbuilder.catalogues import complete
from formbuilder.definition import form_fields, inputs
from registry.canonical import Body
from registry.kinds import Context
from registry.kinds.catalogue import rows_on
from registry.now import local
from registry.problems import Problem, pointer
from registry.vietnamese import fold
from rules.engine import RESERVED, WORK_CALENDAR, asked_of_caller, variables
from rules.engine import problems as rule_problems


def problems(body: Body, context: Context) -> list[Problem]:
    """Return every problem of a form whose shape is right, in the order of the form."""
    written, body = body, complete(body, context)
    given: list[Mapping[str, Any]] = list(body.get("fields", []))
    if not given:
        return [Problem("/fields", "Biểu mẫu chưa có mục nào. Hãy thêm ít nhất một mục.", "fields")]
    labels = Counter(fold(str(item.get("label", ""))) for item in given)
    ids = Counter(item.get("id") for item in given)
    rings = _rings(body)
    found: list[Problem] = _catalogues(written, context)
    said = {problem.pointer.removesuffix("/catalogue") for problem in found}
    # What depends on choices that can't be seen is not judged before they can.
    unseen = {
        str(item.get("id")) for index, item in enumerate(given) if pointer("fields", index) in said
    }
    for index, item in enumerate(given):
        where = pointer("fields", index)
        name = f"Mục {index + 1}"
        found += _naming(item, where, name, labels)
        if ids[item.get("id")] > 1:
            found.append(Problem(where, f"{name} trùng mã với một mục khác.", "id"))
        if not item.get("type"):
            found.append(Problem(f"{where}/type", f"{name} chưa chọn kiểu.", "type"))
        found += [
            problem
            for problem in fields.of(item).problems(item, where)
            if problem.pointer.rpartition("/options")[0] not in said
        ]
        if item.get("visible_when") and not variables(item["visible_when"]) & unseen:
            found += _condition(item, where, body, rings)
    if not any(fields.of(item).asks for item in given):
        found.append(Problem("/fields", "Biểu mẫu chỉ có tiêu đề, chưa có mục để điền.", "fields"))
    return found


def _catalogues(body: Body, context: Context) -> list[Problem]:
    """A catalogue is there, has rows in use, and stands alone."""
    found = []
    for where, item in catalogues.named(body):
        name, place = f"Mục «{item.get('label', '')}»", f"{where}/catalogue"
        target = context.resolve(item["catalogue"])
        if target is None or target.kind != "catalogue":
            text = (
                f"{name} lấy lựa chọn từ danh mục không còn hoặc chưa ban hành. "
                "Hãy chọn lại, hoặc trình danh mục trong cùng bộ tài liệu."
            )
            found.append(Problem(place, text, "catalogue"))
        elif not rows_on(target.body, local(context.instant).date()):
            text = f"{name}: danh mục «{target.title}» không có dòng nào đang dùng."
            found.append(Problem(place, text, "catalogue"))
        elif item.get("options"):
            text = f"{name} lấy lựa chọn từ danh mục nên các lựa chọn ghi riêng không được dùng."
            found.append(Problem(place, text, "catalogue", "warning"))
    return found


def _naming(item: Mapping[str, Any], where: str, name: str, labels: Counter[str]) -> list[Problem]:
    label = str(item.get("label", ""))
    if not label.strip():
        return [Problem(f"{where}/label", f"{name} chưa có tên.", "label")]
    if labels[fold(label)] > 1 and fields.of(item).asks:
        return [
            Problem(
                f"{where}/label",
                f"Có hai mục cùng tên “{label}”. Nên đặt tên khác nhau để người điền phân biệt.",
                "label",
                "warning",
            )
        ]
    return []


def _condition(item: Mapping[str, Any], where: str, body: Body, rings: set[str]) -> list[Problem]:
    place = f"{where}/visible_when"
    logic = item["visible_when"]
    own = str(item.get("id", ""))
    if own in variables(logic):
        return [Problem(place, "Điều kiện hiện của mục này dựa vào chính nó.", "condition")]
    if own in rings:
        return [
            Problem(
                place,
                "Các điều kiện hiện dựa vòng tròn vào nhau, nên không mục nào hiện được.",
                "condition",
            )
        ]
    if WORK_CALENDAR in asked_of_caller(logic):
        words = "Điều kiện hiện không tính được theo lịch làm việc; hãy dùng ngày thường."
        return [Problem(place, words, "condition")]
    unknown = variables(logic) - {*inputs(body), *RESERVED}
    if unknown:
        return [Problem(place, "Điều kiện nhắc đến một mục không còn trong biểu mẫu.", "condition")]
    return [problem.below(place) for problem in rule_problems(logic, inputs(body))]


def _rings(body: Body) -> set[str]:
    """The ids of fields whose conditions lead, through other fields, back to themselves."""
    needs = {
        str(item["id"]): variables(item["visible_when"])
        for item in form_fields(body)
        if item.get("visible_when")
    }

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        level = list(needs[start])
        while level:
            code = level.pop()
            if code not in seen:
                seen.add(code)
                level += needs.get(code, ())
        return seen

    return {code for code in needs if code in reached(code)}

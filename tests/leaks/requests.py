"""What is asked at each address: every filter and page, and every form filled with foreign ids."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from processes.control.models import Proposal
from processes.control.proposals import offers, reading
from registry import canonical
from registry.takeover.models import Takeover
from registry.trail.models import Job
from tests import factories
from tests.leaks.routes import Route, addresses
from tests.leaks.world import Office

# Everything that an address answers to in its query; {…} are ids of the secret agency. An address
# of our own without variable parts must be listed, and with "" where it takes no query.
QUERIES: dict[str, list[str]] = {
    "/sitemap.xml": [""],
    "/theo-doi/": [""],
    "/danh-gia/": [""],
    "/lien-he/": [""],
    "/tin-tuc/": [""],
    "/admin/pages/": [""],
    "/admin/trang-cong-khai/": [""],
    "/admin/trang-cong-khai/tao/": [""],
    "/admin/trang-cong-khai/chon-hinh/": ["", "?q=zeta", "?p=2"],
    "/admin/trang-cong-khai/chon-hinh/results/": ["", "?q=zeta", "?p=2"],
    "/admin/trang-cong-khai/chon-hinh/create/": [""],
    "/admin/trang-cong-khai/chon-hinh/chosen-multiple/": ["", "?id={picture}"],
    "/admin/danh-gia/": [
        "", "?sao=1", "?quy-trinh={process_pk}", "?dang=csv", "?p=2", "?tu=2020-01-01",
    ],
    "/admin/login/": ["", "?next=/admin/tai-lieu/"],
    "/admin/logout/": [""],
    "/admin/account/": [""],
    "/tai-khoan/": [""],
    "/tai-khoan/xac-nhan/": ["", "?next=/admin/"],
    "/tai-khoan/xac-nhan/ma/": ["", "?next=/admin/"],
    "/tai-khoan/mat-khau/": [""],
    "/tai-khoan/mat-khau/quen/": [""],
    "/tai-khoan/mat-khau/quen/da-gui/": [""],
    "/tai-khoan/mat-khau/da-doi/": [""],
    "/tai-khoan/ma/": [""],
    "/tai-khoan/hai-lop/": [""],
    "/tai-khoan/hai-lop/bat/": [""],
    "/tai-khoan/hai-lop/tat/": [""],
    "/tai-khoan/hai-lop/du-phong/": [""],
    "/tai-khoan/hai-lop/du-phong/moi/": [""],
    "/tai-khoan/hai-lop/du-phong/tai-ve/": [""],
    "/tai-khoan/phien/": [""],
    "/tai-khoan/phien/khac/ket-thuc/": [""],
    "/tai-khoan/sso/loi/": [""],
    "/tai-khoan/sso/huy/": [""],
    "/admin/to-chuc/tam-khoa/": ["", "?co-quan={agency}"],
    "/admin/to-chuc/ma-hieu/": ["", "?co-quan={agency}"],
    "/admin/to-chuc/nhan-dien/": ["", "?co-quan={agency}"],
    "/admin/danh-sach/can-xem-lai/": ["", "?p=2", "?dang=csv"],
    "/health/": [""],
    "/ready/": [""],
    "/metrics/": [""],
    "/robots.txt": [""],
    "/in/dau-trang.css": ["", "?trai=QT%2028&phai=02"],
    "/": ["", "?q=zeta"],
    "/thu-tuc/": [
        "", "?q=zeta", "?co-quan={code}", "?linh-vuc=ho-tich", "?trang=2", "?don-vi={code}~VP",
    ],
    "/admin/": [""],
    "/admin/so-luong/": [""],
    "/admin/gioi-thieu/": [""],
    "/admin/thong-bao/": ["", "?xem=chua-doc", "?p=2"],
    "/admin/thong-bao/da-doc/": [""],
    "/admin/tra-cuu/": ["", "?q=zeta", "?q=z%C3%AAta&loai=manual", "?q=zeta&trang=2"],
    "/admin/tra-cuu/goi-y/": ["", "?q=zet", "?q=zeta"],
    "/admin/tai-lieu/": [
        "", "?kind=manual", "?kind=process", "?kind=form&q=zeta", "?q=zeta", "?p=2",
        "?tinh-trang=cho-duyet", "?q=kinsuaten", "?q=kinsuama", "?tinh-trang=het-hieu-luc",
        "?tinh-trang=soan-thao", "?tinh-trang=hieu-luc", "?kind=legal-text", "?dang=csv",
        "?sap=ten", "?sap=-hieu-luc&loai=manual",
    ],
    "/admin/thu-vien/": [
        "", "?q=zeta", "?muc=moi", "?muc=yeu-thich", "?loai=manual&sap=ten", "?dang=csv", "?p=2",
        "?quy-trinh={process_pk}", "?linh-vuc=H%E1%BB%99%20t%E1%BB%8Bch", "?q=kinsuaten",
    ],
    "/admin/soat-xet/": ["", "?muc=tat-ca", "?muc=qua-han", "?q=zeta&dang=csv", "?sap=ten"],
    "/admin/soat-xet/ky/": [""],
    "/admin/muc-tieu/": ["", "?nam=2026", "?q=zeta", "?dang=csv"],
    "/admin/nam-moi/": ["", "?nam=2026"],
    "/admin/tai-lieu/them/": ["", "?kind=manual", "?kind=process"],
    "/admin/tai-lieu/ma-hieu/": [""],
    "/admin/tai-lieu/lua-chon/": [
        "", "?q=zeta", "?q=kinsuaten", "?kinds=manual",
        "?kinds=form,process,manual&q=zeta", "?uid={form}",
        "?kinds=form&uid={form}",
    ],
    "/admin/tai-lieu/dan-bang/": [""],
    "/admin/tai-lieu/dan-van-ban/": [""],
    "/admin/buoc-mau/": ["", "?q=zeta"],
    "/admin/buoc-mau/chen/": [""],
    "/admin/dieu-kien/": [""],
    "/admin/dieu-kien/thu/": [""],
    "/admin/dieu-kien/bang/": [""],
    "/admin/dieu-kien/ho-so/": [""],
    "/admin/trinh-ban-hanh/moi/": ["", "?tai-lieu={draft}", "?tai-lieu={submitted}"],
    "/admin/cach-xem/": [""],
    "/admin/can-doc/": ["", "?muc=da-doc", "?q=zeta", "?dang=csv", "?p=2"],
    "/admin/ban-in/": ["", "?muc=thu-hoi", "?muc=dang-giu", "?q=zeta", "?dang=csv"],
    "/admin/ho-so/": [
        "", "?q=zeta", "?tinh-trang=dang", "?quy-trinh={process_pk}", "?p=2",
        "?dang=csv", "?sap=noi-dung",
        "?buoc=0-00000000", "?cham=1",
    ],
    "/admin/ho-so/moi/": [""],
    "/admin/cong-viec/": [""],
    "/admin/to-chuc/": [
        "", "?co-quan={agency}", "?muc=phong-ban", "?muc=phong-ban&co-quan={agency}",
        "?dang=csv&co-quan={agency}", "?dang=csv", "?q=zeta",
    ],
    "/admin/to-chuc/nhan-ban/": ["", "?tu={agency}"],
    "/admin/ap-dung/": [
        "", "?muc=co-the", "?muc=co-the&p=2", "?p=2", "?dang=csv", "?muc=co-the&dang=csv",
    ],
    "/admin/to-chuc/phan-cong/moi/": ["", "?co-quan={agency}"],
    "/admin/to-chuc/nguoi/moi/": ["", "?co-quan={agency}"],
    "/admin/to-chuc/phong-ban/moi/": ["", "?co-quan={agency}"],
    "/admin/uy-quyen/": [
        "", "?co-quan={agency}", "?p=2", "?khi=da-xong", "?dang=csv&co-quan={agency}", "?q=zeta",
    ],
    "/admin/nhap-tai-lieu/": ["", "?p=2", "?sap=ngay"],
    "/admin/nhap-tai-lieu/danh-muc-mau/": [""],
    "/admin/uy-quyen/moi/": ["", "?co-quan={agency}"],
    "/admin/uy-quyen/vang-mat/": ["", "?co-quan={agency}", "?nguoi={person}"],
    "/admin/ban-giao/": [
        "", "?co-quan={agency}", "?p=2", "?muc=cho-toi", "?muc=chua-du&dang=csv", "?q=zeta",
    ],
    "/admin/ban-giao/moi/": [
        "", "?co-quan={agency}", "?nguoi={person}", "?co-quan={agency}&nguoi={person}",
    ],
    "/admin/nhat-ky/": [
        "", "?co-quan={agency}", "?q=zeta", "?q=Z%C3%AAta&p=2", "?dang=csv", "?person={person}",
        "?dang=csv&co-quan={agency}", "?dang=csv&q=Z%C3%AAta",
    ],
    "/admin/nhat-ky/kiem-tra/": ["", "?co-quan={agency}"],
    "/admin/viec-nen/": ["", "?p=2"],
    "/admin/viec-nen/lam-lai/": [""],
}  # fmt: skip

# The same for addresses with variable parts; "" is always asked.
MORE: dict[str, list[str]] = {
    "/admin/tai-lieu/<int:pk>/": [
        "?xem=drawing",
        "?ban=soan-thao",
        "?ban={version}",
        "?ban={restricted}",
    ],
    "/admin/tai-lieu/danh-muc/<slug:which>/": [
        "?q=zeta",
        "?dang=csv",
        "?dang=in",
        "?loai=manual",
        "?soat=den-han",
        "?p=2",
    ],
    "/admin/tai-lieu/<int:pk>/in/": ["?ban=soan-thao", "?ban={version}", "?ban={restricted}"],
    "/admin/nhap-tai-lieu/<uuid:uid>/": ["?muc=se-nhap", "?q=zeta", "?dang=csv"],
    "/admin/tai-lieu/<int:pk>/thu-ho-so-cu/": ["?muc=doi", "?nguon=tep", "?dang=csv", "?q=zeta"],
    "/admin/tai-lieu/<int:pk>/hoi/": ["?ngay=1/2/2026&m-a=true"],
    "/admin/tai-lieu/<int:pk>/xem-truoc/": ["?mode=citizen"],
    "/admin/tai-lieu/<int:pk>/sua/": ["?phan=p1"],
    "/admin/tai-lieu/<int:pk>/lich-su/": ["?p=2"],
    "/admin/phan-phoi/<int:pk>/": [
        "?ban={version}",
        "?ban={restricted}",
        "?muc=chua-doc",
        "?muc=huong-dan",
        "?dang=csv",
        "?dang=in",
    ],
    "/admin/tai-lieu/<int:pk>/tep/<str:sha256>/": ["?ban=soan-thao"],
    "/admin/tai-lieu/<int:pk>/so-sanh/": ["?cu=v{version}&moi=draft", "?cu=v{restricted}"],
    "/admin/tai-lieu/<int:pk>/so-sanh/<str:a>...<str:b>/": ["?dang=in"],
    "/admin/ho-so/<uuid:uid>/thanh-phan/": ["?ban={form}"],
    "/admin/danh-sach/<slug:code>/": ["?p=2", "?dang=csv", "?q=zeta&sap=ten", "?loai=manual"],
    "/admin/cong-viec/<slug:code>/": ["?p=2", "?dang=csv", "?q=zeta&sap=ma"],
}

# Stock addresses that were opened are asked for what they would find.
STOCK = ["", "?q=zeta", "?p=2"]


@dataclass(frozen=True)
class Ask:
    """One request; `data` None is a GET, text is a JSON body."""

    route: Route
    url: str
    data: dict[str, Any] | str | None = None

    def __str__(self) -> str:
        return f"{'GET' if self.data is None else 'POST'} {self.url}"


def ids_of(office: Office) -> dict[str, Any]:
    """The ids that queries name."""
    return {
        "agency": office.agency.pk,
        "person": office.secretary.pk,
        "code": office.agency.code,
        "draft": office.draft.pk,
        "submitted": office.submitted.pk,
        "version": office.issued.pk,
        "restricted": office.restricted.pk,
        "form": office.form.document.uid,
        "process_pk": office.process.document_id,
        "picture": office.more["picture"][0].pk if "picture" in office.more else "",
    }


def shown_at(route: Route, office: Office) -> str:
    """What the page of this address carries of itself for the agency's own people."""
    if route.path.startswith("/admin/ap-dung/"):
        return factories.adoption_shown(office.adoption)
    if route.path.startswith("/admin/nhap-tai-lieu/"):
        return str(Takeover.objects.of(office.agency).earliest("pk").digest)
    if route.path.startswith("/admin/ho-so/"):
        return factories.case_shown(office.case)
    if route.path.startswith("/admin/cong-viec/"):
        return factories.answers_shown(office.task)
    return ""


def forms_of(route: Route, office: Office) -> list[dict[str, Any] | str]:
    """What is posted to an address: a form full of the agency's ids."""
    if route.shut or "/so-sanh/" in route.path:
        return [{}]
    digest = canonical.digest(office.draft.body)
    full: dict[str, Any] = {
        "key": "la", "do": "forward", "action": "forward", "reason": "Người lạ", "note": "Người lạ",
        "title": "Người lạ", "change_note": "Người lạ", "subject": "Người lạ", "channel": "counter",
        "applicant_name": "Người lạ", "duration": "2 ngày làm việc", "documents": [office.draft.pk],
        "base_digest": digest, "accept_digest": digest, "confidentiality": "public",
        "overwrite_revision_id": office.revision.pk, "owner_unit": office.draft.owner_unit_id,
        "decision_no": "1/QĐ", "last_day": "01/01/2020", "why": "Người lạ",
        "viec": "settle", "noi-dung": "Người lạ", "cho": f"{office.submitted.pk}:/sections",
        "kind": "amend", "words": "Người lạ", "due": "01/01/2030", "drafter": office.secretary.pk,
        "password": factories.PASSWORD, "seen": shown_at(route, office), "a.hoten": "Người lạ",
        "a.ngay": "03/02/1990", "newest": office.notice.pk,
        "noi-nhan": ["agency:", f"person:{office.secretary.pk}"], "ngay": "5", "cach": "self",
        "giu": f"person:{office.secretary.pk}", "state": "returned",
        "ket-qua": "unchanged", "nhan-xet": "Người lạ", "thang": "1", "ky-manual": "1",
        "nam": "2026", "q1": "1",
        "chon": [office.objectives.document_id, office.issued.document_id],
        "job": list(Job.objects.filter(agency=office.agency).values_list("pk", flat=True)),
    }  # fmt: skip
    # An empty form reaches no further than one that is filled.
    written = WRITTEN.get(route.path)
    return [full, *(written(office) if written else [])]


def _answers(office: Office) -> list[dict[str, Any] | str]:
    """Yes and no to every proposal that waits for somebody."""
    return [
        {"action": act, "task": task.pk, "seen": reading.carried(one), "reason": "Người lạ",
         "key": "la", "decision_no": "1/QĐ", "password": factories.PASSWORD,
         "drafter": office.secretary.pk, "due": "01/01/2030"}
        for one in Proposal.objects.of(office.agency).select_related("document")
        if (task := offers.turn_of(reading.case_of(one)))
        for act in ("forward", "khong")
    ]  # fmt: skip


# What some addresses are sent besides.
WRITTEN: dict[str, Callable[[Office], list[dict[str, Any] | str]]] = {
    "/admin/dieu-kien/": lambda office: [
        json.dumps({"kind": "rule", "source": "form-or-inputs",
                    "body": {"form": factories.uid_of(office.form)},
                    "logic": {"==": [{"var": "hoten"}, "a"]}}),
        json.dumps({"kind": "process", "source": "case-forms",
                    "body": {"steps": [{"id": "b1", "form": factories.uid_of(office.form)}]},
                    "logic": {}}),
    ],
    "/admin/dieu-kien/ho-so/": lambda office: [
        json.dumps({"kind": "rule", "code": code,
                    "body": {"form": factories.uid_of(office.form),
                             "logic": json.dumps({"==": [{"var": "hoten"}, "a"]})}})
        for code in ("", office.case.code)
    ],
    "/admin/dieu-kien/thu/": lambda office: [
        json.dumps({"kind": "rule", "answers": {"hoten": "a"},
                    "body": {"form": factories.uid_of(office.form),
                             "logic": json.dumps({"==": [{"var": "hoten"}, "a"]})}}),
    ],
    "/admin/to-chuc/nguoi/<int:pk>/tai-khoan/lam/": lambda _: [
        {"do": act} for act in ("unlock", "end-sessions", "remove-factor", "close", "open")
    ],
    "/admin/de-xuat/<uuid:uid>/": _answers,
    "/theo-doi/": lambda office: [
        {"ma": office.case.code, "so": "1234"}, {"ma": office.case.code}
    ],
    "/danh-gia/": lambda office: [{"ma": office.case.code, "so": "1234"}],
    "/admin/trang-cong-khai/tao/": lambda office: [{"co-quan": office.agency.pk}],
    "/admin/buoc-mau/chen/": lambda office: [
        json.dumps({"template": factories.uid_of(office.form), "body": {}}),
        json.dumps({"template": factories.uid_of(office.template), "body": {"steps": []}}),
        json.dumps({"template": factories.uid_of(office.process), "body": {"steps": []}}),
    ],
    "/admin/tai-lieu/dan-bang/": lambda office: [
        json.dumps({"kind": "process", "pointer": "/legal_basis",
                    "rows": [["Zêta KINMABANHANH"], [office.issued.code]], "body": {}}),
    ],
}  # fmt: skip


def asks(
    route: Route, office: Office, *, hidden_only: bool = False, revised: bool = False,
    forms: bool = True,
) -> list[Ask]:  # fmt: skip
    """All requests of one route about the things of an agency; without `forms`, those that read.
    Worked out once for an office."""
    key = ("asks", route.path, hidden_only, revised, forms)
    if key not in office.known:
        made = _asks(route, office, hidden_only=hidden_only, revised=revised, forms=forms)
        office.known[key] = list(made)
    return office.known[key]


def _asks(
    route: Route, office: Office, *, hidden_only: bool, revised: bool, forms: bool
) -> Iterator[Ask]:
    known = ids_of(office)
    if hidden_only:
        known["version"] = known["restricted"]
    queries = STOCK if route.stock_open else [""]
    if route.ours and not route.parameters:
        queries = QUERIES[route.path]
    queries = [*queries, *MORE.get(route.path, [])]
    filled = forms_of(route, office) if forms else []
    for address in addresses(route, office, hidden_only=hidden_only, revised=revised):
        for query in queries:
            yield Ask(route, address + query.format(**known))
        yield from (Ask(route, address, data) for data in filled)

"""Every address of the product, filled with ids: from the resolver, so that none is forgotten."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from cms.shell.addresses import OPEN, OWN, PACKAGES, origin
from processes.control.models import AmendmentRequest, Proposal
from processes.models import Case, Task
from registry.handover.models import Handover
from registry.organisation.models import Delegation, Membership, Unit
from registry.takeover.models import Takeover
from registry.trail.models import Job
from tests.leaks import delivered
from tests.leaks.world import Office

Values = dict[str, list[Any]]


@dataclass(frozen=True)
class Route:
    """One address as the resolver knows it: `/admin/tai-lieu/<int:pk>/`."""

    path: str
    name: str
    ours: bool
    stock_open: bool

    @property
    def parameters(self) -> list[str]:
        """Names of its variable parts, in order."""
        return _PARAMETER.findall(self.path)

    @property
    def shut(self) -> bool:
        """Whether it is one of Wagtail's that nobody but a superuser may meet."""
        return self.path.startswith("/admin/") and not (self.ours or self.stock_open)


_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def routes() -> list[Route]:
    """All of them, Wagtail's stock ones included."""
    return list(_routes(get_resolver(), "/"))


def _routes(resolver: URLResolver, before: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, path)
            continue
        assert isinstance(entry, URLPattern)
        written = origin(entry.callback)
        own = written.startswith(PACKAGES) or (entry.name in OWN)
        yield Route(path, entry.name or "", own, entry.name in OPEN)


# What a variable part may stand for: the longest beginning of an address that is listed decides.
FILLS: dict[str, dict[str, str]] = {
    "/admin/tai-lieu/": {
        "pk": "document", "revision": "revision", "a": "side", "b": "now", "sha256": "sha256",
        "uid": "document_uid",
    },
    "/admin/tai-lieu/<int:pk>/thu-ho-so-cu/": {"pk": "tried"},
    "/admin/tai-lieu/<int:pk>/hoi/": {"pk": "tried"},
    "/admin/tai-lieu/danh-muc/": {"which": "master_list"},
    "/admin/trinh-ban-hanh/": {"uid": "dossier", "before": "any", "number": "comment"},
    "/admin/thu-vien/": {"pk": "document"},
    "/admin/nhap-tai-lieu/": {"uid": "takeover"},
    "/admin/soat-xet/": {"pk": "document"},
    "/admin/ban-moi/": {"pk": "document"},
    "/admin/muc-tieu/": {"pk": "objectives", "row": "objective"},
    "/admin/trinh-ban-hanh/tai-lieu/": {"pk": "document"},
    "/admin/danh-sach/": {"code": "document_list"},
    "/admin/phan-phoi/": {"pk": "document", "version": "version", "delivery": "delivery"},
    "/admin/ban-in/": {"pk": "copy", "version": "version"},
    "/admin/de-xuat/": {"uid": "proposal"},
    "/admin/de-xuat/moi/": {"pk": "document"},
    "/admin/yeu-cau-sua-doi/": {"pk": "document"},
    "/admin/yeu-cau-sua-doi/ket-thuc/": {"pk": "amendment_request"},
    "/admin/huy-bo/": {"pk": "document"},
    "/admin/ho-so/": {"uid": "case", "process": "process", "act": "act", "file": "attached"},
    "/admin/cong-viec/": {"pk": "task", "code": "work_list"},
    "/admin/thong-bao/": {"pk": "notice"},
    "/admin/to-chuc/nhan-ban/": {"uid": "agency"},
    "/admin/ap-dung/": {"uid": "adoption", "pk": "document"},
    "/admin/to-chuc/phan-cong/": {"pk": "membership"},
    "/admin/to-chuc/nguoi/": {"pk": "person"},
    "/admin/to-chuc/phong-ban/": {"pk": "unit"},
    "/admin/uy-quyen/": {"pk": "delegation"},
    "/admin/ban-giao/": {"uid": "handover"},
    "/admin/viec-nen/": {"pk": "job", "name": "regular"},
    # One's own sessions and letters, and directories by name.
    "/tai-khoan/": {
        "pk": "any", "uidb36": "word", "key": "word", "provider_id": "word",
        "organization_slug": "word", "name": "word",
    },
    "/thu-tuc/": {},
    "/admin/trang-cong-khai/chon-hinh/": {"pk": "picture"},
    "/admin/": {
        "pk": "any", "page_pk": "page", "page_id": "page", "parent_page_id": "page",
        "page_to_move_id": "page", "destination_id": "page", "image_id": "image",
        "document_id": "file", "doc_id": "file", "collection_id": "any", "redirect_id": "any",
        "uploaded_file_id": "any", "task_id": "any", "task_state_id": "any", "session_id": "any",
        "workflow_pk": "any", "workflow_state_id": "any", "revision_id": "page_revision",
        "app_label": "app", "content_type_app_name": "app", "app_name": "app",
        "model_name": "model", "content_type_model_name": "model", "action_name": "word",
        "action": "word", "object_id": "any", "filter_spec": "filter",
        "uidb64": "word", "token": "word",
    },
}  # fmt: skip

# Regular expressions can't be filled by rule: what stands for the whole address.
WRITTEN_OUT: dict[str, list[str]] = {
    "/^thu-tuc/(?:(?P<name>[^/]*)-)?(?P<last>[0-9a-f]{8})/$": [
        "/thu-tuc/{short}/", "/thu-tuc/zeta-kinquytrinh-{short}/",
    ],
    "/^thu-tuc/(?:(?P<name>[^/]*)-)?(?P<last>[0-9a-f]{8})/bieu-mau/(?P<form>[0-9a-f]{8})/$": [
        "/thu-tuc/{short}/bieu-mau/{form}/", "/thu-tuc/zeta-kinquytrinh-{short}/bieu-mau/{form}/",
    ],
    "/^thu-tuc/(?:(?P<name>[^/]*)-)?(?P<last>[0-9a-f]{8})"
    "/lan-ban-hanh/(?P<issue>[0-9]{2,5}-[0-9]{2,5})/$": [
        "/thu-tuc/{short}/lan-ban-hanh/01-00/",
        "/thu-tuc/zeta-kinquytrinh-{short}/lan-ban-hanh/01-00/",
    ],
    "/^van-ban/(?:(?P<name>[^/]*)-)?(?P<last>[0-9a-f]{8})/$": ["/van-ban/{short}/"],
    "/^theo-doi/(?P<given>[A-Za-z0-9_:-]{20,200})/$": ["/theo-doi/{code}{code}/"],
    "/^theo-doi/(?P<given>[A-Za-z0-9_:-]{20,200})/danh-gia/$": ["/theo-doi/{code}{code}/danh-gia/"],
    "/^ban-in/(?P<code>[A-Za-z0-9_-]{20,60})/$": ["/ban-in/{code}/"],
    "/^(?P<path>(?:[\\w-]{1,255}/){1,5})$": ["/{home}/", "/{home}/tin-tuc/zeta/"],
    "/admin/pages/^(?P<pk>\\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\\d+)"
    "\\.\\.\\.(?P<revision_id_b>live|latest|\\d+)/$": [
        "/admin/pages/{page}/revisions/compare/earliest...latest/",
    ],
    "/admin/^.*/$": ["/admin/khong-co-trang-nay/"],
}  # fmt: skip

# Addresses that are not walked, and why.
NOT_WALKED: dict[str, str] = {
    "/hinh/<uuid:pk>-<slug:digest>.webp": "pictures of public pages: their address, which nobody"
    " guesses, is all the permission that a reader needs",
    "/bieu-trung/<uuid:uid>-<slug:digest>.webp": "the mark of an agency, which everybody may see",
    r"/^mau-sac/(?P<brand>[0-9a-f]{6})-(?P<version>[0-9a-f]{12})\.css$": "a colour alone,"
    " which belongs to nobody",
}


def values_of(office: Office, *, hidden_only: bool = False, revised: bool = False) -> Values:
    """What the ids of an agency's things are; `hidden_only` leaves out what colleagues may read,
    `revised` has what is in force and under revision. Looked up once for an office."""
    key = ("values", hidden_only, revised)
    if key not in office.known:
        office.known[key] = _look_up(office, hidden_only=hidden_only, revised=revised)
    return office.known[key]


def _look_up(office: Office, *, hidden_only: bool, revised: bool) -> Values:
    documents = [office.draft, office.submitted, office.restricted.document]
    case, task = office.case, office.task
    if revised:
        documents = office.revised
        case = Case.objects.of(office.agency).get(about=f"dossier:{office.dossiers[-1].uid}")
        task = Task.objects.of(office.agency).filter(case=case).latest("pk")
    elif not hidden_only:
        documents = [
            office.draft, office.issued.document, office.process.document,
            office.template.document,
        ]  # fmt: skip
    more = {name: [thing.pk for thing in things] for name, things in office.more.items()}
    return {
        "document": [document.pk for document in documents],
        "document_uid": [document.uid for document in documents],
        "revision": [office.revision.pk],
        "sha256": [office.draft.data["file"]["sha256"]],
        "side": [
            "draft", f"r{office.revision.pk}", f"v{office.issued.pk}", f"v{office.restricted.pk}",
            f"i{office.dossiers[0].items.earliest('pk').pk}",
        ],
        "now": ["draft"],
        "version": [office.restricted.pk] if hidden_only else [office.issued.pk],
        "delivery": [delivered.delivery_of(office.restricted, office.secretary).pk],
        "copy": [delivered.copy_of(office.restricted).pk],
        "tried": [office.tried.pk],
        "takeover": [Takeover.objects.of(office.agency).earliest("pk").uid],
        "dossier": [dossier.uid for dossier in office.dossiers],
        "case": [case.uid],
        "attached": [office.attached.pk],
        "process": [] if hidden_only else [office.process.document.uid],
        "act": ["don-doc", "tam-dung", "tiep-tuc", "gia-han", "dung"],
        "task": [task.pk],
        "notice": [office.notice.pk],
        "agency": [office.agency.uid],
        "adoption": [] if hidden_only else [office.adoption.uid],
        "membership": [Membership.objects.of(office.agency).earliest("pk").pk],
        "person": [office.secretary.pk],
        "unit": [Unit.objects.of(office.agency).earliest("pk").pk],
        "delegation": [Delegation.objects.of(office.agency).earliest("pk").pk],
        "handover": [Handover.objects.of(office.agency).earliest("pk").uid],
        "regular": ["outbox.sweep"],
        "job": [Job.objects.filter(agency=office.agency).earliest("pk").pk],
        "master_list": ["noi-bo", "ben-ngoai", "bieu-mau", "ho-so-luu"],
        "objectives": [] if hidden_only else [office.objectives.document_id],
        "objective": ["zeta"],
        "document_list": [
            "da-ban-hanh", "da-huy-bo", "dang-soan-thao", "yeu-cau-sua-doi", "de-xuat-cho-xem-xet",
            "cho-sua-doi", "de-xuat-cua-toi", "khong-co",
        ],
        "proposal": [
            one.uid
            for one in Proposal.objects.of(office.agency).order_by("pk")
            if not hidden_only or not one.waits
        ],
        "amendment_request": [] if hidden_only else [
            AmendmentRequest.objects.of(office.agency).earliest("pk").pk
        ],
        "work_list": ["chua-trong-han", "nhac-nho", "khong-co"],
        "comment": [1],
        "any": [office.draft.pk, 1],
        "app": ["registry", "wagtailcore", "cms"],
        "model": ["document", "page", "newspage"],
        "word": ["copy", "zeta"],
        "filter": ["width-10"],
        **more,
    }  # fmt: skip


def addresses(
    route: Route, office: Office, *, hidden_only: bool = False, revised: bool = False
) -> list[str]:
    """The route with every combination of ids; KeyError for a part that nobody explained."""
    if route.path in WRITTEN_OUT:
        known = {
            "short": office.process.document.uid.hex[:8],
            "form": office.form.document.uid.hex[:8],
            "code": office.case.uid.hex,
            "home": office.more["page"][1].slug if "page" in office.more else "khong-co",
            "page": office.more["page"][0].pk if "page" in office.more else 1,
        }
        return [address.format(**known) for address in WRITTEN_OUT[route.path]]
    plain = re.sub(r"/\^", "/", route.path).removesuffix("$")
    if not route.parameters:
        return [plain]
    values = values_of(office, hidden_only=hidden_only, revised=revised)
    chosen = [values[_meaning(route.path, name)] for name in route.parameters]
    parts = _PARAMETER.split(plain)[::2]
    return [
        "".join(itertools.chain(*itertools.zip_longest(parts, map(str, some), fillvalue="")))
        for some in itertools.product(*chosen)
    ]


def _meaning(path: str, name: str) -> str:
    prefix = max((start for start in FILLS if path.startswith(start)), key=len, default="")
    found = FILLS.get(prefix, {}).get(name)
    if found is None:
        raise KeyError(
            f"{path}: say in tests/leaks/routes.py what «{name}» stands for, so that strangers"
            " are sent there"
        )
    return found

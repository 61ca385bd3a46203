"""Who issues or submits is told everything that bars it at once, and nothing of it is lost."""

from html import unescape
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from cms.accounts import guessing
from processes.control import services
from registry import canonical
from registry.documents import services as documents
from registry.documents.models import Document, Dossier, DossierItem, Version
from registry.documents.services import HasProblems, Several
from tests import factories
from tests.cms.accounts.test_second_factor import code_of
from tests.processes.control.conftest import Office
from tests.processes.control.test_known import REASON, draft, key, procedure

WRONG = {"decision_no": "", "effective_from": "01/01/2020", "password": "sai", "reason": "Nhất trí"}


@pytest.fixture
def awaiting(office: Office) -> Dossier:
    """Before the leader; its copy lost the tick that it needs."""
    document = draft(office)
    dossier = office.submit(document, known={key(document): REASON})
    office.approve(dossier, office.head, office.stand_in, office.quality)
    DossierItem.objects.filter(document=document).update(ticks="{}")
    dossier.refresh_from_db()
    return dossier


def signed_in(office: Office) -> Client:
    client = Client()
    client.force_login(office.top)
    return client


def press(office: Office, dossier: Dossier, client: Client | None = None, **said: str) -> str:
    client = client or signed_in(office)
    named = factories.named(office.task(dossier))
    answer = client.post(
        reverse("control:dossier", args=[dossier.uid]),
        {**named, "action": "forward", "key": "k", **said},
    )
    assert answer.status_code == 422
    return unescape(answer.content.decode())


def test_one_press_says_number_day_password_and_what_is_wrong_with_the_texts(
    office: Office, awaiting: Dossier
) -> None:
    page = press(office, awaiting, **WRONG)
    for name in ("decision_no", "effective_from", "password"):
        assert f'id="id_{name}_error"' in page, name
    assert "Chưa có số quyết định" in page and "Ngày này đã qua" in page
    assert "Mật khẩu không đúng" in page
    assert "Bộ tài liệu còn điều hệ thống không tính được" in page and "QT-77 Cấp bản sao" in page
    # What was typed is there still; the password is not.
    assert "01/01/2020" in page and "Nhất trí" in page and 'value="sai"' not in page
    assert 'data-asked="forward"' in page
    assert not Version.unscoped.filter(dossier=awaiting).exists()


def test_a_right_form_still_hears_of_password_and_texts_together(
    office: Office, awaiting: Dossier
) -> None:
    page = press(office, awaiting, decision_no="07/QĐ-UBND", effective_from="", password="sai")
    assert "Mật khẩu không đúng" in page and "không tính được" in page and "07/QĐ-UBND" in page


def test_the_service_raises_all_of_it_whoever_asks(office: Office, awaiting: Dossier) -> None:
    with pytest.raises(Several) as refused:
        factories.verdict(
            office.top,
            office.task(awaiting),
            password="sai",
            effective_from=factories.at("2020-01-01 00:00"),
        )
    kinds = [type(one).__name__ for one in refused.value.reasons]
    assert kinds == ["Wrong", "Wrong", "Unconfirmed", "HasProblems"]


def test_a_code_is_not_used_up_by_a_form_that_is_wrong(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The half minute of the code does not end between the two forms.
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([59_000_000]))
    dossier = office.submit(office.draft())
    office.approve(dossier, office.head, office.stand_in, office.quality)
    office.top.set_unusable_password()
    office.top.save()
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(office.top, secret)
    code = code_of(secret)
    page = press(office, dossier, decision_no="", effective_from="", code=code)
    assert "Chưa có số quyết định" in page and "id_code_error" not in page
    client = signed_in(office)
    named = factories.named(office.task(dossier))
    said = {"action": "forward", "key": "k2", "decision_no": "07/QĐ", "code": code}
    address = reverse("control:dossier", args=[dossier.uid])
    assert client.post(address, {**named, **said}).status_code == 302


def test_a_wrong_password_counts_also_beside_other_mistakes(
    office: Office, awaiting: Dossier
) -> None:
    client = signed_in(office)
    for _ in range(12):
        page = press(office, awaiting, client, **WRONG)
    assert "tạm khóa" in page
    guessing.forget(office.top)


def test_two_sorts_of_wrong_texts_are_one_refusal(office: Office, awaiting: Dossier) -> None:
    item = DossierItem.objects.get(dossier=awaiting)
    DossierItem.objects.filter(pk=item.pk).update(code="")
    body = procedure()
    body["steps"][0]["title"] = ""
    DossierItem.objects.filter(pk=item.pk).update(body=canonical.dumps(body))
    with pytest.raises(HasProblems) as refused:
        documents.check_dossier(awaiting)
    assert "còn lỗi nên chưa ban hành được" in str(refused.value)
    assert "không tính được" in str(refused.value)
    assert len(refused.value.problems[str(item.document.uid)]) >= 2


def test_submitting_names_every_document_without_a_code_and_the_missing_title(
    office: Office,
) -> None:
    drafts = [office.draft("A"), office.draft("B")]
    for one in drafts:
        documents.save_draft(office.secretary, one, one.data, base_digest=one.draft_digest, code="")
    fresh = [Document.unscoped.get(pk=one.pk) for one in drafts]
    with pytest.raises(Several) as refused:
        services.submit(office.secretary, fresh, title=" ")
    said = str(refused.value)
    assert "«A» chưa có mã hiệu" in said and "«B» chưa có mã hiệu" in said
    assert "Chưa đặt tên bộ tài liệu" in said


def test_the_page_of_submitting_says_all_at_once_and_keeps_what_was_typed(office: Office) -> None:
    body: dict[str, Any] = procedure()
    body["steps"][0]["title"] = ""
    document = draft(office, body)
    client = Client()
    client.force_login(office.secretary)
    answer = client.post(
        f"{reverse('control:submit')}?tai-lieu={document.pk}",
        {"documents": [document.pk], "title": "", "change_note": "", "legal_ground": "Luật Hộ tịch",
         "effective_from": "01/01/2020", "key": "k"},
    )  # fmt: skip
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    for name in ("title", "change_note", "effective_from"):
        assert f'id="id_{name}_error"' in page, name
    assert "chưa có nội dung" in page and "Chưa đánh dấu «Đã biết, để nguyên»" in page
    assert "Luật Hộ tịch" in page and "01/01/2020" in page

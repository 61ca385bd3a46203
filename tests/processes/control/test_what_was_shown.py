"""A verdict is about the text that its page showed: an old page approves nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from processes.control import reviews, rounds, services
from processes.engine.refusal import CommandRefused
from processes.models import Task
from registry import canonical
from registry.documents import services as documents
from registry.documents.models import Document, Dossier, Stage, Version
from registry.organisation.models import Membership, User
from registry.policy import Forbidden
from registry.trail import events
from tests import factories
from tests.processes.control.conftest import Office

NEW = {"sections": [{"id": "m1", "heading": "Phạm vi", "text": "Chỉ một phòng."}]}


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def mend(office: Office, draft: Document, **changes: Any) -> None:
    fresh = Document.unscoped.get(pk=draft.pk)
    documents.save_draft(
        office.secretary,
        fresh,
        changes.pop("body", NEW),
        base_digest=canonical.digest(fresh.body),
        **changes,
    )


def again(office: Office, dossier: Dossier, *drafts: Document, **options: Any) -> Dossier:
    """Returned in one tab, mended and submitted once more."""
    factories.verdict(office.head, office.task(dossier), "return", reason="Sửa phạm vi")
    if not options.pop("unchanged", False):
        mend(office, drafts[0])
    fresh = [Document.unscoped.get(pk=draft.pk) for draft in drafts]
    told = {"title": "Bộ tài liệu", "change_note": "Lần hai", **options}
    return services.submit(office.secretary, fresh, dossier=dossier, **told)


def test_an_old_page_approves_no_text_that_nobody_read(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    old, old_task = reviews.shown(dossier), office.task(dossier)
    dossier = again(office, dossier, draft)
    for task in (old_task, office.task(dossier)):
        with pytest.raises(
            rounds.Outdated, match="«ST-Sổ tay Sổ tay» thay đổi nội dung"
        ) as refused:
            services.give_verdict(office.head, task, "forward", round=old.round, digest=old.digest)
        assert "lần trình 2" in str(refused.value)
    assert Document.unscoped.get(pk=draft.pk).stage == Stage.DEPT_REVIEW


def test_a_verdict_that_does_not_name_what_was_shown_is_refused_in_words(office: Office) -> None:
    dossier = office.submit(office.draft())
    task, digest = office.task(dossier), dossier.digest
    for action in ("forward", "return"):
        for given in ({}, {"round": 1}, {"digest": digest}):
            with pytest.raises(CommandRefused, match="đã đọc bản nào"):
                services.give_verdict(office.head, task, action, reason="x", **given)
        for seen, said in ((0, digest), (2, digest), (-1, digest), (10**12, digest), (1, "0" * 64)):
            with pytest.raises(rounds.Outdated):
                services.give_verdict(
                    office.head, task, action, reason="x", round=seen, digest=said
                )
    assert office.task(dossier) == task


def test_all_that_a_verdict_is_about_is_in_the_digest(office: Office) -> None:
    draft, other = office.draft(), office.draft("Khác")
    dossier = office.submit(draft)
    known = [dossier.digest]
    dossier = again(office, dossier, draft, unchanged=True)
    known.append(dossier.digest)
    for change in (
        {"change_note": "Ghi khác"},
        {"legal_ground": "Luật khác"},
        {"title": "Tên khác"},
        {"minor": True},
        {"effective_from": factories.at("2030-01-01 00:00")},
    ):
        factories.verdict(office.head, office.task(dossier), "return", reason="Sửa")
        told: dict[str, Any] = {"title": "Bộ tài liệu", "change_note": "Lần hai", **change}
        fresh = Document.unscoped.get(pk=draft.pk)
        dossier = services.submit(office.secretary, [fresh], dossier=dossier, **told)
        known.append(dossier.digest)
    for change in ({"confidentiality": "public"}, {"shared": True}, {"code": "X"}, {"title": "Y"}):
        factories.verdict(office.head, office.task(dossier), "return", reason="Sửa")
        mend(office, draft, **change)
        fresh = Document.unscoped.get(pk=draft.pk)
        dossier = services.submit(office.secretary, [fresh], title="Bộ", dossier=dossier)
        known.append(dossier.digest)
    dossier = again(office, dossier, draft, other, unchanged=True)
    known.append(dossier.digest)
    assert len(set(known)) == len(known)
    assert Dossier.unscoped.get(pk=dossier.pk).digest == dossier.digest


def test_the_refusal_names_what_was_added_and_what_was_taken_out(office: Office) -> None:
    first, second = office.draft("A"), office.draft("B")
    dossier = office.submit(first)
    old = reviews.shown(dossier)
    factories.verdict(office.head, office.task(dossier), "return", reason="Sửa")
    dossier = services.submit(office.secretary, [second], title="Bộ", dossier=dossier)
    with pytest.raises(rounds.Outdated) as refused:
        services.give_verdict(
            office.head, office.task(dossier), "forward", round=old.round, digest=old.digest
        )
    assert "«ST-B B» được thêm vào bộ" in str(refused.value)
    assert "«ST-A A» được đưa ra khỏi bộ" in str(refused.value)


def test_the_event_of_a_verdict_keeps_what_was_seen(office: Office) -> None:
    dossier = office.submit(office.draft())
    factories.verdict(office.head, office.task(dossier))
    case = reviews.case_of(dossier)
    assert case is not None
    told = [events.data_of(one) for one in events.read(case.stream) if one.type == "task.completed"]
    assert (told[-1]["round"], told[-1]["digest"]) == (1, dossier.digest)


def test_a_stranger_learns_nothing_of_what_changed(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    old, task = reviews.shown(dossier), office.task(dossier)
    dossier = again(office, dossier, draft)
    stranger = factories.person(factories.agency(), role="department_leader")
    for one in (task, office.task(dossier)):
        with pytest.raises((Forbidden, CommandRefused)) as refused:
            services.give_verdict(stranger, one, "forward", round=old.round, digest=old.digest)
        assert "Sổ tay" not in str(refused.value)


def test_an_old_tab_shows_the_new_text_and_keeps_what_was_typed(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    page = reverse("control:dossier", args=[dossier.uid])
    client, old = at(office.head), factories.named(office.task(dossier))
    dossier = again(office, dossier, draft)
    answer = client.post(
        page, {**old, "action": "forward", "reason": "Nhất trí với bản cũ", "key": "k"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "đã được trình lại (lần trình 2)" in text and "Nhất trí với bản cũ" in text
    assert f'name="digest" value="{dossier.digest}"' in text and 'name="round" value="2"' in text
    compared = reverse("control:rounds", args=[dossier.uid, 1])
    assert compared in text
    assert "Chỉ một phòng." in client.get(compared).content.decode()
    assert Document.unscoped.get(pk=draft.pk).stage == Stage.DEPT_REVIEW
    # Read now, the same person says yes to it.
    new = factories.named(office.task(dossier))
    assert client.post(page, {**new, "action": "forward", "key": "k2"}).status_code == 302
    assert Document.unscoped.get(pk=draft.pk).stage == Stage.SECRETARY_REVIEW


def test_the_page_of_one_step_says_nothing_at_the_next(office: Office) -> None:
    """Who leads the unit and is quality leader too: yes in one tab is not yes twice."""
    Membership.objects.create(agency=office.agency, user=office.head, role="quality_leader")
    dossier = office.submit(office.draft())
    page = reverse("control:dossier", args=[dossier.uid])
    old = factories.named(office.task(dossier))
    office.approve(dossier, office.head, office.stand_in)
    before = office.task(dossier).pk
    answer = at(office.head).post(
        page, {**old, "action": "forward", "key": "tab-hai", "reason": "Đã xem"}
    )
    assert answer.status_code == 422 and "Đã xem" in answer.content.decode()
    assert office.task(dossier).pk == before


def test_whose_turn_is_over_reads_why_and_keeps_the_words(office: Office) -> None:
    dossier = office.submit(office.draft())
    old = factories.named(office.task(dossier))
    office.approve(dossier, office.head)
    answer = at(office.head).post(
        reverse("control:dossier", args=[dossier.uid]),
        {**old, "action": "return", "key": "k", "reason": "Một đoạn dài đã gõ"},
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "đã xử lý xong" in text and "Một đoạn dài đã gõ" in text


def test_a_crafted_form_that_does_not_say_what_it_saw_does_nothing(office: Office) -> None:
    dossier = office.submit(office.draft())
    task, client = office.task(dossier), at(office.head)
    page = reverse("control:dossier", args=[dossier.uid])
    for left_out in ("task", "round", "digest"):
        for said in ("", "x", "²", "-1", "9" * 30):
            named = {**factories.named(task), left_out: said}
            answer = client.post(page, {**named, "action": "forward", "key": "k"})
            assert answer.status_code == 422, (left_out, said)
            assert office.task(dossier) == task, (left_out, said)


def test_a_task_of_another_case_is_no_task_of_this_dossier(office: Office) -> None:
    first, second = office.submit(office.draft("A")), office.submit(office.draft("B"))
    named = {**factories.named(office.task(first)), "task": office.task(second).pk}
    answer = at(office.head).post(
        reverse("control:dossier", args=[first.uid]), {**named, "action": "forward", "key": "k"}
    )
    assert answer.status_code == 422
    assert Task.objects.of(office.agency).filter(status="done").count() == 2


def test_the_issuing_form_of_an_old_tab_issues_nothing(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    office.approve(dossier, office.head, office.stand_in, office.quality)
    old = factories.named(office.task(dossier))
    factories.verdict(office.top, office.task(dossier), "return", reason="Sửa")
    mend(office, draft)
    fresh = Document.unscoped.get(pk=draft.pk)
    dossier = services.submit(office.secretary, [fresh], title="Bộ", dossier=dossier)
    office.approve(dossier, office.head, office.stand_in, office.quality)
    answer = at(office.top).post(
        reverse("control:dossier", args=[dossier.uid]),
        {
            **old, "action": "forward", "key": "k", "decision_no": "07/QĐ", "effective_from": "",
            "password": factories.PASSWORD,
        },
    )  # fmt: skip
    assert answer.status_code == 422 and "07/QĐ" in answer.content.decode()
    assert not Version.objects.of(office.agency).filter(dossier=dossier).exists()


def test_the_page_names_its_round_and_leads_to_what_changed_since(office: Office) -> None:
    draft = office.draft()
    dossier = again(office, office.submit(draft), draft)
    text = at(office.head).get(reverse("control:dossier", args=[dossier.uid])).content.decode()
    assert "lần trình 2" in text and reverse("control:rounds", args=[dossier.uid, 1]) in text
    for before in (0, 2, 7):
        address = reverse("control:rounds", args=[dossier.uid, before])
        assert at(office.head).get(address).status_code == 404
    stranger = factories.person(factories.agency(), role="top_leader")
    compared = reverse("control:rounds", args=[dossier.uid, 1])
    assert at(stranger).get(compared).status_code == 404


def test_a_proposed_day_is_shown_as_it_was_typed(office: Office) -> None:
    """Midnight in Vietnam is the day before elsewhere."""
    day = factories.at("2030-12-07 00:00")
    dossier = office.submit(office.draft(), effective_from=day)
    office.approve(dossier, office.head, office.stand_in, office.quality)
    text = at(office.top).get(reverse("control:dossier", args=[dossier.uid])).content.decode()
    assert 'value="07/12/2030"' in text

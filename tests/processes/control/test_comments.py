"""Comments on passages: who gives them, who answers, where they stand after the text changed."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes.control import rounds, services
from processes.control.comments import acts, recalling, shown
from processes.engine.refusal import CommandRefused
from registry import canonical
from registry.comments.models import Comment
from registry.documents import services as documents
from registry.documents.models import Document, Dossier
from registry.notices.models import Notice
from registry.organisation.models import Membership, User
from registry.policy import Forbidden
from registry.trail import events
from tests import factories
from tests.processes.control.conftest import Office
from tests.processes.control.test_what_was_shown import at

TEXT = "Mọi việc của cơ quan."


def commented(office: Office, dossier: Dossier, user: User | None = None, **given: Any) -> Comment:
    """A comment on what the page shows now, by whose turn it is unless somebody else is named."""
    item = dossier.items.filter(round=dossier.round).order_by("pk")[0]
    told: dict[str, Any] = {
        "document": item.document_id, "pointer": "/sections/0/text", "quote": "của cơ quan",
        "text": "Nên ghi rõ việc nào.", "round": dossier.round, "digest": dossier.digest, **given,
    }  # fmt: skip
    return acts.give(user or office.head, dossier, **told)


def returned(
    office: Office, dossier: Dossier, draft: Document, *sections: dict[str, str]
) -> Dossier:
    """Returned, mended to these sections and submitted once more."""
    factories.verdict(office.head, office.task(dossier), "return", reason="Sửa")
    fresh = Document.unscoped.get(pk=draft.pk)
    body = {"sections": list(sections)}
    documents.save_draft(office.secretary, fresh, body, base_digest=canonical.digest(fresh.body))
    fresh = Document.unscoped.get(pk=draft.pk)
    return services.submit(
        office.secretary, [fresh], title="Bộ tài liệu", change_note="Lần sau", dossier=dossier
    )


def only(office: Office, dossier: Dossier) -> shown.Shown:
    (one,) = shown.comments_of(office.head, dossier, reviewing=True).rows
    return one


def test_a_comment_names_its_passage_and_its_round(office: Office) -> None:
    dossier = office.submit(office.draft())
    made = commented(office, dossier)
    assert (made.number, made.item.round, made.pointer) == (1, 1, "/sections/0/text")
    assert "Phạm vi" in made.place and made.author == office.head
    last = events.read(dossier.stream).last()
    assert last is not None and last.type == "dossier.commented"
    assert "việc nào" not in last.data


@pytest.mark.parametrize(
    ("given", "at_pointer"),
    [
        ({"pointer": "", "quote": "việc  CỦA cơ quan"}, "/sections/0/text"),
        ({"pointer": "/sections/7/x", "quote": ""}, "/sections"),
        ({"pointer": "không phải", "quote": "đoạn không có"}, ""),
    ],
)
def test_words_alone_are_found_and_what_leads_nowhere_is_the_nearest(
    office: Office, given: dict[str, str], at_pointer: str
) -> None:
    made = commented(office, office.submit(office.draft()), **given)
    assert made.pointer == at_pointer
    assert made.place or at_pointer


MARK = {"id": "m1", "heading": "Phạm vi", "text": TEXT}
NEW = {"id": "m0", "heading": "Mục đích", "text": "Vì dân."}


@pytest.mark.parametrize(
    ("sections", "pointer", "said"),
    [
        ([NEW, MARK], "/sections/1/text", ""),
        ([{**MARK, "text": "Nay là: Mọi việc của cơ quan, trừ kho."}], "/sections/0/text", ""),
        ([{**MARK, "text": "Chỉ một phòng."}], "/sections/0/text", "đã đổi"),
        ([NEW], "/sections", "đã bị xóa"),
    ],
    ids=["moved", "words are still there", "other words", "the block is gone"],
)
def test_in_the_next_round_it_stands_at_its_place_or_says_what_became_of_it(
    office: Office, sections: list[dict[str, str]], pointer: str, said: str
) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    commented(office, dossier)
    dossier = returned(office, dossier, draft, *sections)
    found = only(office, dossier)
    assert found.pointer == pointer
    assert said in found.moved and bool(said) == bool(found.moved)


def test_it_goes_from_open_to_answered_to_settled(office: Office) -> None:
    dossier = office.submit(office.draft())
    comment = commented(office, dossier)
    assert [act for act, _ in only(office, dossier).may] == ["settle"]
    acts.reply(office.secretary, comment, "answer", text="Đã ghi rõ ở mục sau.")
    assert only(office, dossier).words == "đã trả lời"
    acts.reply(office.head, comment, "ask", text="Mục nào?")
    assert only(office, dossier).state == acts.OPEN
    acts.reply(office.secretary, comment, "answer", text="Mục 2.")
    acts.reply(office.head, comment, "settle")
    assert only(office, dossier).state == acts.SETTLED
    with pytest.raises(CommandRefused, match="đã được đánh dấu xong"):
        acts.reply(office.secretary, comment, "answer", text="Muộn.")


def test_nobody_comments_but_whose_turn_it_is(office: Office) -> None:
    """Neither the author, were they a leader too, nor the next reviewer, nor a stranger."""
    dossier = office.submit(office.draft())
    Membership.objects.create(
        agency=office.agency, user=office.secretary, role="department_leader",
        unit=factories.unit(office.agency, "VP"),
    )  # fmt: skip
    with pytest.raises(CommandRefused, match="Người soạn thảo không được"):
        commented(office, dossier, User.objects.get(pk=office.secretary.pk))
    with pytest.raises(CommandRefused, match="không phải lượt"):
        commented(office, dossier, office.quality)
    stranger = factories.person(factories.agency(), role="department_leader")
    with pytest.raises(Forbidden):
        commented(office, dossier, stranger)
    made = commented(office, dossier)
    for user, act in ((office.quality, "settle"), (office.head, "answer"), (office.top, "ask")):
        with pytest.raises(CommandRefused):
            acts.reply(user, made, act, text="Thử")
    with pytest.raises(Forbidden):
        acts.reply(stranger, made, "settle")
    assert not made.replies.exists()


def test_of_what_was_issued_or_withdrawn_comments_are_only_read(office: Office) -> None:
    dossier = office.submit(office.draft())
    made = commented(office, dossier)
    office.approve(dossier, *office.chain)
    dossier = Dossier.unscoped.get(pk=dossier.pk)
    with pytest.raises(CommandRefused, match="không phải lượt"):
        commented(office, dossier)
    with pytest.raises(CommandRefused, match="đã ban hành"):
        acts.reply(office.head, Comment.unscoped.get(pk=made.pk), "settle")
    html = unescape(
        at(office.head).get(reverse("control:dossier", args=[dossier.uid])).content.decode()
    )
    assert "Nên ghi rõ việc nào." in html and 'id="gop-y"' not in html


def test_an_old_page_comments_on_no_text_that_it_did_not_show(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    seen = {"round": dossier.round, "digest": dossier.digest}
    dossier = returned(office, dossier, draft, NEW)
    with pytest.raises(rounds.Outdated):
        commented(office, dossier, **seen)
    answer = at(office.head).post(
        reverse("control:comment", args=[dossier.uid]),
        {**seen, "cho": f"{draft.pk}:/sections/0", "noi-dung": "Một ý dài", "key": "k"},
    )
    assert answer.status_code == 422
    html = unescape(answer.content.decode())
    assert "lần trình 2" in html and "Một ý dài" in html
    assert not Comment.objects.of(office.agency).exists()


def test_a_comment_without_words_is_asked_for_them_and_keeps_its_place(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    answer = at(office.head).post(
        reverse("control:comment", args=[dossier.uid]),
        {
            "round": "1", "digest": dossier.digest, "cho": f"{draft.pk}:/sections/0",
            "trich": "của cơ quan", "noi-dung": "  ", "key": "k",
        },
    )  # fmt: skip
    html = unescape(answer.content.decode())
    assert answer.status_code == 422 and "Chưa ghi nội dung" in html
    assert f'value="{draft.pk}:/sections/0" selected' in html and 'value="của cơ quan"' in html


def test_a_second_press_says_nothing_twice(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    form = {
        "round": "1", "digest": dossier.digest, "cho": f"{draft.pk}:/sections/0",
        "noi-dung": "Nên rõ hơn.", "key": "một",
    }  # fmt: skip
    page = reverse("control:comment", args=[dossier.uid])
    for _ in range(2):
        answer = at(office.head).post(page, form)
        assert answer.status_code == 302 and answer.url.endswith("#y-kien-1")
    (made,) = Comment.objects.of(office.agency)
    for _ in range(2):
        at(office.secretary).post(
            reverse("control:comment_reply", args=[dossier.uid, 1]),
            {"viec": "answer", "noi-dung": "Đã sửa.", "key": "hai"},
        )
    assert made.replies.count() == 1


def test_without_a_script_the_place_is_chosen_and_stands_beside_the_text(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    page = reverse("control:dossier", args=[dossier.uid])
    html = unescape(at(office.head).get(f"{page}?gop-y={draft.pk}:/sections/0").content.decode())
    assert f'value="{draft.pk}:/sections/0" selected' in html
    commented(office, dossier)
    for user in (office.head, office.secretary):
        html = unescape(at(user).get(page).content.decode())
        assert "Nên ghi rõ việc nào." in html and "chưa trả lời" in html
    html = unescape(at(office.head).get(page).content.decode())
    assert 'còn <a href="#y-kien-doan">1 ý kiến chưa trả lời</a>' in html


def test_a_return_carries_them_and_the_author_finds_them_at_their_fields(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    commented(office, dossier)
    page = reverse("control:dossier", args=[dossier.uid])
    named = factories.named(office.task(dossier))
    # What is to be mended stands at its place: no further reason is asked for.
    answer = at(office.head).post(page, {**named, "action": "return", "reason": "", "key": "k"})
    assert answer.status_code == 302
    html = unescape(at(office.secretary).get(page).content.decode())
    assert "Xem 1 ý kiến theo đoạn" in html and "Kèm ý kiến theo đoạn" in html
    edit = reverse("documents:edit", args=[draft.pk])
    html = unescape(at(office.secretary).get(edit).content.decode())
    assert 'data-pointer-link="/sections/0/text"' in html and "Nên ghi rõ việc nào." in html
    again = reverse("control:resubmit", args=[dossier.uid])
    assert "1 ý kiến chưa trả lời" in unescape(at(office.secretary).get(again).content.decode())
    acts.reply(office.head, Comment.unscoped.get(), "settle")
    assert "Nên ghi rõ việc nào." not in at(office.secretary).get(edit).content.decode()


def test_whose_turn_it_is_looks_after_what_somebody_left_behind(office: Office) -> None:
    dossier = office.submit(office.draft())
    made = commented(office, dossier)
    office.approve(dossier, office.head)
    with pytest.raises(CommandRefused, match="người đã ghi ý kiến"):
        acts.reply(office.stand_in, made, "settle")
    Membership.objects.of(office.agency).filter(user=office.head).update(ends="2020-01-01")
    acts.reply(office.stand_in, made, "settle")
    assert only(office, Dossier.unscoped.get(pk=dossier.pk)).state == acts.SETTLED


def told(user: User) -> list[str]:
    rows = Notice.unscoped.filter(user=user, kind="verdict").order_by("pk")
    return list(rows.values_list("text", flat=True))


def test_everybody_who_acted_hears_the_words_of_the_verdict(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    office.approve(dossier, office.head)
    assert "đồng ý ở bước" in told(office.secretary)[-1]
    factories.verdict(office.stand_in, office.task(dossier), "return", reason="Thiếu căn cứ")
    assert "Ngọc Hà (thay Mai Lan) yêu cầu chỉnh sửa" in told(office.head)[-1]
    assert "«Thiếu căn cứ»" in told(office.head)[-1]
    # The author gets the work itself, with the reason.
    assert len(told(office.secretary)) == 1
    dossier = Dossier.unscoped.get(pk=dossier.pk)
    factories.verdict(office.secretary, office.task(dossier), "withdraw", reason="Làm lại từ đầu")
    for who in (office.head, office.stand_in):
        assert "đã rút, không trình nữa. «Làm lại từ đầu»" in told(who)[-1]
    other = office.submit(office.draft("Khác"))
    office.approve(other, *office.chain)
    assert "đã ban hành kèm theo 07/QĐ-UBND" in told(office.head)[-1]
    assert "đã ban hành" in told(office.quality)[-1] and not told(office.top)


def test_the_author_takes_a_dossier_back_in_the_middle_and_says_why(office: Office) -> None:
    draft = office.draft()
    dossier = office.submit(draft)
    office.approve(dossier, office.head)
    url = reverse("control:recall", args=[dossier.uid])
    author = at(office.secretary)
    answer = author.post(url, {"reason": " ", "key": "k"})
    assert answer.status_code == 422 and "Chưa ghi lý do rút" in unescape(answer.content.decode())
    for who in (office.head, office.quality, office.top):
        answer = at(who).post(url, {"reason": "Thử", "key": "k"})
        assert answer.status_code in (404, 422)
    task = office.task(dossier)
    for _ in range(2):
        answer = author.post(url, {"reason": "Luật vừa thay đổi", "key": "hai"})
        assert answer.status_code == 302
    fresh = Dossier.unscoped.get(pk=dossier.pk)
    assert (fresh.state, Document.unscoped.get(pk=draft.pk).stage) == ("withdrawn", "draft")
    for who in (office.head, office.stand_in):
        assert told(who)[-1].endswith("Mai Lan đã rút, không trình nữa. «Luật vừa thay đổi».")
    html = unescape(author.get(reverse("control:dossier", args=[dossier.uid])).content.decode())
    assert "Đã thu hồi" in html and "Luật vừa thay đổi" in html
    with pytest.raises(CommandRefused):
        factories.verdict(office.stand_in, task)
    # The drafts are free: they go their way again.
    assert office.submit(Document.unscoped.get(pk=draft.pk)).round == 1


@pytest.mark.parametrize("state", ["returned", "issued"])
def test_what_is_no_more_before_reviewers_is_not_taken_back(office: Office, state: str) -> None:
    dossier = office.submit(office.draft())
    if state == "returned":
        factories.verdict(office.head, office.task(dossier), "return", reason="Sửa")
    else:
        office.approve(dossier, *office.chain)
    with pytest.raises(CommandRefused, match="không rút ở đây được"):
        recalling.recall(office.secretary, dossier, "Thôi")
    assert Dossier.unscoped.get(pk=dossier.pk).state == state


def test_many_comments_cost_no_more_queries(office: Office) -> None:
    dossier = office.submit(office.draft())
    page, client = reverse("control:dossier", args=[dossier.uid]), at(office.head)

    def cost(number: int) -> int:
        while Comment.objects.of(office.agency).count() < number:
            commented(office, dossier)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    few = cost(3)
    assert cost(33) == few


def test_a_stranger_finds_nothing(office: Office) -> None:
    dossier = office.submit(office.draft())
    commented(office, dossier)
    stranger = Client()
    stranger.force_login(factories.person(factories.agency(), role="top_leader"))
    for name, args in (("comment", [dossier.uid]), ("comment_reply", [dossier.uid, 1])):
        answer = stranger.post(reverse(f"control:{name}", args=args), {"viec": "settle"})
        assert answer.status_code == 404

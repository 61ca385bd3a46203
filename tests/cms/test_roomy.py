"""What is called in the room answers as it would outside, however deep it calls."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from cms.roomy import in_room, roomy


def depth(left: int) -> int:
    return 0 if left == 0 else 1 + depth(left - 1)


def test_an_answer_and_a_failure_come_through() -> None:
    assert in_room(lambda: depth(800)) == 800
    assert in_room(lambda: in_room(lambda: depth(100))) == 100
    with pytest.raises(ZeroDivisionError):
        in_room(lambda: 1 // 0)


def test_a_request_is_answered_in_the_room() -> None:
    answer = roomy(lambda request: HttpResponse(request.path))
    assert answer(RequestFactory().get("/so-do/")).content == b"/so-do/"

"""Room for the frames of a request, so that Python does not ask the system for them again and
again."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

T = TypeVar("T")

# In words of eight bytes. Python 3.11 takes the frames of calls from pieces of 16 KiB, and gives a
# piece back as soon as its last frame ends: what is called in a loop across the end of a piece asks
# the system for memory each time, tens of times in a page. A frame that needs so much as this gets
# a piece of the next power of two, half a mebibyte, and leaves the other half to all that it calls:
# some thousand frames (docs/adr/0088-room-for-frames.md).
_WORDS = 34_000


def in_room(call: Callable[[], T]) -> T:
    """Return what the call returns; its frames, and those below, lie in one piece of memory."""
    return call()


in_room.__code__ = in_room.__code__.replace(co_stacksize=_WORDS)


def roomy(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first: every request has room for its frames."""
    return lambda request: in_room(lambda: answer(request))

"""The tasks that wait for a person: `may` and `refusal` as one condition on rows."""

from django.db.models import Q

from processes.performers.rights import pool
from registry.policy import Standing


def waiting(at: Standing) -> Q:
    """Select open tasks of agencies' own cases that the person may do.

    Cases about something (a dossier under review) are worked on, listed and counted where that
    thing is: by the package that opened them.
    """
    if at.user is None:
        return Q(pk__in=[])
    # Whoever opened the case or had it before a hand-over, as `engine.refusal.author_barred`.
    authored = Q(case__opened_by=at.user) | Q(case__past_authors__contains=f'"{at.user.pk}"')
    return pool(at) & Q(case__about="") & ~(Q(not_author=True) & authored)

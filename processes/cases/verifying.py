"""Do the stored rows of cases say what their events say? Asked at night and by `verify_cases`."""

from collections.abc import Iterator
from datetime import timedelta

from processes.cases.projection import differences
from processes.models import Case
from registry.trail.regular import JOBS, Regular, RegularFailed, crontab


def verify() -> Iterator[tuple[Case, list[str]]]:
    """Give each case with what differs, in Vietnamese; folds all its events again."""
    for case in Case.unscoped.order_by("pk").iterator():
        yield case, list(differences(case))


def verify_nightly() -> str:
    """Verify all cases and return how many agree.

    Raises RegularFailed where something differs, naming it by the case's code.
    """
    checked, wrong = 0, []
    for _case, found in verify():
        checked += 1
        wrong += found
    if wrong:
        raise RegularFailed(f"Phát hiện {len(wrong)} chỗ lệch. {'; '.join(wrong[:5])}.")
    return f"{checked} hồ sơ công việc khớp với các sự kiện."


JOBS.add(
    Regular(
        "cases.verify",
        "So sánh hồ sơ công việc với sự kiện",
        crontab(hour=1, minute=45),
        verify_nightly,
        longest=timedelta(hours=6),
    )
)

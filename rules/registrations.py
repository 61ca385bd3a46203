"""What the rules package registers with the lower floor."""

from registry import kinds
from rules import leaves  # noqa: F401 - registers its editors
from rules.kinds import CALENDAR, RULE

kinds.register(RULE)
kinds.register(CALENDAR)

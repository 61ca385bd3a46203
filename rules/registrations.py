"""What the rules package registers with the lower floor."""

from registry.kinds import KINDS
from rules import leaves  # noqa: F401 - registers its editors
from rules.kinds import CALENDAR, RULE, TABLE

KINDS.add(RULE)
KINDS.add(CALENDAR)
KINDS.add(TABLE)

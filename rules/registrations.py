"""What the rules package registers with the lower floor."""

from registry.kinds import KINDS
from rules import aside, leaves  # noqa: F401 - register their parts of the editor
from rules.kinds import CALENDAR, RULE, TABLE

KINDS.add(RULE)
KINDS.add(CALENDAR)
KINDS.add(TABLE)

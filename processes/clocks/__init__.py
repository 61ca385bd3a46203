"""When cases and tasks are due.

Others import: days, deadlines, figures, ledger, remaining.
"""

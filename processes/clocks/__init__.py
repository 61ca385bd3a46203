"""When cases and tasks are due.

Others import: deadlines, ledger, remaining.
"""

"""The engine: what a command does to a case, decided from definition and state. Pure Python.

Others import: advance, checks, definition, machine, refusal, state, steps, time_checks.
"""

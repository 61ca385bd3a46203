"""Where work stands at a glance: how many cases are late, at which steps, what is mine to do.

Others import: cases, mine, steps.
"""

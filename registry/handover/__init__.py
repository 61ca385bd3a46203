"""Handing all of a person's work to others, in one act with minutes.

Others import: holdings, models, parts, services, shown.
"""

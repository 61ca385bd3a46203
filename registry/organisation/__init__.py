"""Agencies, units, people and the dated roles that they hold.

Others import: models, periods, roles.
"""

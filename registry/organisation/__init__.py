"""Agencies, units, people and the dated roles that they hold; how an agency presents itself.

Others import: colours, identity, models, periods, roles.
"""

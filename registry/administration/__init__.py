"""Changing the organisation: agencies, units, people, their roles and delegations.

Others import: agencies, delegations, directory, services.
"""

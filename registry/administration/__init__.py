"""Changing the organisation: agencies, units, people, their roles and delegations."""

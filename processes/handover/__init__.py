"""Giving work on: one task to a colleague, all that a person holds to somebody else.

Others import: giving, holdings.
"""

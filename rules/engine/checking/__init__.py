"""Checking types: where it stands, comparisons, functions; check.py puts them together."""

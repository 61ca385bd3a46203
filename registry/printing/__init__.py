"""Printed papers.

Others import: header.
"""

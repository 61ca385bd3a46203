"""Printed papers.

Others import: header, running.
"""

"""Logs that say what happened to whom only by number: no names, answers, codes or queries.

Others import: configuration.
"""

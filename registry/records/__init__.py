"""Records retained: answers to an issued form version.

Others import: models.
"""

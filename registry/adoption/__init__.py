"""The row of an adoption; what acts on it is in processes/adoption.

Others import: models.
"""

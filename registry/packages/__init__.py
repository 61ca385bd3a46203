"""A whole agency as one file: out, in again, and cloned.

Others import: carrying, cloning, errors, exporting, importing, reading.
"""

"""A whole agency as one file: out, in again, and cloned.

Others import: cloning, errors, exporting, importing, reading.
"""

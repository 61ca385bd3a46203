"""Uploaded files: what may come in, and the bytes that are kept.

Others import: answers, inspection, models, pictures, services, sheets.
"""

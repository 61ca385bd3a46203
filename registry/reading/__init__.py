"""Reading a document: its outline, what it names and what names it.

Others import: outline, relations.
"""

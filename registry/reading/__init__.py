"""Reading a document: its outline, its issues in time, what it names and what names it.

Others import: issues, outline, relations.
"""

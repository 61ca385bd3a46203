"""What goes by years: results of yearly objectives, and the drafts of a year from the year before.

Others import: figures.
"""

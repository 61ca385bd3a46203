"""The workspace: the frame around every page, its menu, the home page, notices.

Others import: frame.
"""

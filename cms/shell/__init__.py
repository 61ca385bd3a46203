"""The workspace: Wagtail's shell with our frame, menu and home page.

Others import: frame.
"""

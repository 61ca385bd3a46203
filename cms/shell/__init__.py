"""The workspace: Wagtail's shell with our menu, home page and side bar."""

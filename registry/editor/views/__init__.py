"""Views of documents of all kinds in the workspace."""

"""Vietnamese days and numbers."""

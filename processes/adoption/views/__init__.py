"""Pages of adopting."""

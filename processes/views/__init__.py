"""Pages of cases and tasks."""

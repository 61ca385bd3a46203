"""When cases and tasks are due."""

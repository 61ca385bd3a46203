"""Finding, keeping, reading again; what goes by years."""

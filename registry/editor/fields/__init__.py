"""The fields of the edit page, made from the schema of a kind, and their way back to JSON."""

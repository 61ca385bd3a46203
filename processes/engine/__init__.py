"""The engine: what a command does to a case, decided from definition and state. Pure Python."""

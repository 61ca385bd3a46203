"""The condition editor: what it offers, and its rows as JSON Logic."""

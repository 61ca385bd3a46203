"""The kind «form»."""

"""Newer texts of the system's own documents, offered to agencies that run already."""

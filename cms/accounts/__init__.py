"""The door: signing in, passwords, second factors, sessions.

Others import: guessing, services.
"""

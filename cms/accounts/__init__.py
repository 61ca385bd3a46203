"""The door: signing in, passwords, second factors, sessions."""

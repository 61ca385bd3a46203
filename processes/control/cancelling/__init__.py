"""Cancelling an issued document: what it touches, deciding it with proof, what readers are told."""

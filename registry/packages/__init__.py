"""A whole agency as one file: out, in again, and cloned."""

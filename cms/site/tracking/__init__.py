"""Following a case as a citizen."""

"""How a checked tree answers: closures for whatever is given, source for what is plain."""

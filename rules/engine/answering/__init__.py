"""How a checked tree answers: source for what is plain, source for whatever else is given."""

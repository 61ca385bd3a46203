"""What the next document of a kind is called: patterns of codes, numbers taken in order."""

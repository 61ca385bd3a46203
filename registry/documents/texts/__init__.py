"""Documents whose text is a file: which file belongs to which document, and the words in it."""

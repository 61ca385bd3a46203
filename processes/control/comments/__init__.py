"""Comments on passages: given by whose turn it is, answered by the author, then settled."""

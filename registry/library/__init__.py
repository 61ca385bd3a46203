"""Finding what is issued and keeping what is due: library, favourites, what is to be read again."""

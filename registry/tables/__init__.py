"""One list for everything: what it shows is declared once; page, files, views kept follow.

Others import: declared, files, listing.
"""

"""What lists need: the order of Vietnamese words, and files for spreadsheets.

Others import: ordering, paging, spreadsheets.
"""

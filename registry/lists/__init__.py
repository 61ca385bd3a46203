"""What lists need: the order of Vietnamese words, turning pages, files for spreadsheets.

Others import: ordering, paging, spreadsheets.
"""

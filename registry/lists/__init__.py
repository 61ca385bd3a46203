"""What lists need: the order of Vietnamese words, turning pages, numbers, files for spreadsheets.

Others import: counting, ordering, paging, spreadsheets.
"""

"""What people type, read: days, hours, numbers, legal citations, and the form fields for them.

Others import: days, form_fields, html_tree, keys, numbers, provisions, row_numbers.
"""

"""What is asked from outside of rules: a page of the editor as it stands, a workbook of answers.

Others import: pages, sheets.
"""

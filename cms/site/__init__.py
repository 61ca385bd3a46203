"""The public site: procedures, pages of the agencies, following a case.

Others import: editors, errors, services.
"""

# Who writes the pages of an agency, in the table of roles.
EDIT_PAGES = "site.edit"

"""The demo: agencies that ship with the product, and a year of their work.

`shipped` installs what ships, cheaply and without a past; `year` lets the ward work through the
months before today, with the services that people use, so that everything bears its own time.

Others import: year.
"""

from cms.demo.shipped import DOCUMENTS, PROVINCE, WARD, accounts, install, load, read, usernames

__all__ = ["DOCUMENTS", "PROVINCE", "WARD", "accounts", "install", "load", "read", "usernames"]

"""Proposals to amend or cancel documents: raised by anyone, examined and decided by a process.

`services` changes them, `requests` is the port by which other parts ask for an amendment, `effects`
is what the steps of the process do, `lists` says in which lists they stand.
"""

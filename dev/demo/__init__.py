"""The demo: two companies with customers, documents, users and payment providers.

`build.py` fills a database, `check.py` proves that all of it is there; both are piped into
`odoo shell` from the root of the repository. `logins.py` is plain data for the starter.
"""

"""Tests of the wire formats, without Odoo."""

from hypothesis import settings

# The same cases on every machine, however slow it is, and no file left behind.
settings.register_profile('repeatable', derandomize=True, database=None, deadline=None)
settings.load_profile('repeatable')

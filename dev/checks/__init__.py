"""What proves the add-on right: tests, lint, and Odoo's own suites beside it."""

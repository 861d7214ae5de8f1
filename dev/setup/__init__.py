"""Bring Odoo, its Python packages, PostgreSQL and the databases into being, outside the clone."""

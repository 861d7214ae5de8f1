"""Benchmarks: stock Odoo and the add-on, side by side, with the same data on the same machine."""

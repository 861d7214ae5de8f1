"""The plays: what a customer does, and what the books must say afterwards.

Each play stands alone and takes documents that are open when it begins.
"""

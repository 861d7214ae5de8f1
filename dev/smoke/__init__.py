"""The main job without a person: a customer pays in a real browser, and the books are checked."""

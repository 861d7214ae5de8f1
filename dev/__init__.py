"""What developers run: set-up, demo, tests, lint, benchmarks. Production imports none of it."""

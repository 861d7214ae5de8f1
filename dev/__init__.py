"""What developers run: set-up, demo, tests, lint and benchmarks. Nothing in production imports it."""

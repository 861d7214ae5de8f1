# The door to everything a developer does. `make help` lists the targets; dev/commands.py says what each one is.
# Settings are variables: `make test TESTS=/account_payment_portal:TestRemittance`, `make smoke SHOTS=/tmp/shots`.
PYTHON ?= python3
COMMANDS := demo stop clean distclean smoke test lint format bench core env help

.DEFAULT_GOAL := help
.PHONY: $(COMMANDS)

$(COMMANDS):
	@$(PYTHON) -m dev $@

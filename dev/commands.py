"""What each `make` target does; the first line of a docstring is its line in `make help`."""

from collections.abc import Callable

Command = Callable[[], 'int | None']


def show_help() -> None:
    """List the targets."""
    for name, command in COMMANDS.items():
        print(f'  make {name:<10} {(command.__doc__ or "").splitlines()[0]}')


def test() -> int:
    """Run all tests; TESTS=<Odoo test-tags> runs some of Odoo's only."""
    from dev.checks import all_tests

    return all_tests.main()


def lint() -> int:
    """Run every linter."""
    from dev.checks import lint as linter

    return linter.main()


COMMANDS: dict[str, Command] = {
    'test': test,
    'lint': lint,
    'help': show_help,
}

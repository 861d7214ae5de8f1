"""What the run tells the person: a line for each step, then what held and what did not."""

import contextlib
import time
from collections.abc import Iterator

from dev.setup.console import say


class Report:
    """The steps of a run and what became of them."""

    def __init__(self):
        self._play = ''
        self.checks = 0
        self.failures: list[str] = []

    @contextlib.contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Print a step with its time once it is done.

        :param text: What is done or checked.
        """
        started = time.monotonic()
        yield
        self.checks += 1
        say(f'  ok  {text} ({time.monotonic() - started:.1f} s)')

    def begin(self, title: str) -> None:
        """Print the title of a play."""
        self._play = title
        say(title)

    def fail(self, text: str) -> None:
        """Print and keep what went wrong in the play."""
        say(f'  FAILED  {text}')
        self.failures.append(f'{self._play}: {text}')

    def summary(self) -> str:
        """Return what the run found."""
        if not self.failures:
            return f'\nAll {self.checks} steps did what they should.'
        return '\n'.join([f'\n{len(self.failures)} failed:', *map('  {}'.format, self.failures)])

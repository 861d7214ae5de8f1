"""Play the customer and check the books: `python -m dev.smoke`; the exit code tells.

`PLAYS="pay_three cancel"` plays only some, `PICTURES=1` makes the pictures of README.md anew.
"""

import os
import sys

from . import devtools, server_log, settings
from .books import Books
from .outside import Simulator, Staff
from .plays import failing, looking, paying, returning
from .report import Report
from .shots import Shots
from .stage import Stage

PLAYS = (
    paying.pay_three,
    failing.reject_then_pay,
    failing.cancel,
    returning.return_twice,
    returning.return_in_parallel,
    failing.never_return,
    failing.lose_answer,
    paying.pay_two_currencies,
    paying.pay_by_keyboard,
    looking.look_at_pages,
    looking.look_in_spanish,
    failing.confirm_another_amount,
)


def main() -> int:
    """Run all plays and return 0 if everything held."""
    where = settings.from_environment()
    report = Report()
    shots = Shots(where.shots, where.pictures)
    with devtools.running(where.chromium) as browser:
        books = Books(where.database)
        stage = Stage(
            settings=where,
            browser=browser,
            simulator=Simulator(where.simulator),
            staff=Staff(where.portal, where.database),
            books=books,
            shots=shots,
            report=report,
            sessions={},
        )
        wanted = os.environ.get('PLAYS', '').split()
        for play in [each for each in PLAYS if not wanted or each.__name__ in wanted]:
            _run(play, stage)
        books.close()
    server_log.check(where.log, report)
    print(report.summary())
    print(f'{shots.count} screenshots in {where.shots}')
    return 1 if report.failures else 0


def _run(play, stage: Stage) -> None:
    """Run a play; what goes wrong in it must not keep the others from being played."""
    stage.report.begin(play.__doc__.splitlines()[0])
    try:
        play(stage)
    except Exception as error:  # noqa: BLE001
        stage.report.fail(f'{type(error).__name__}: {error}')


if __name__ == '__main__':
    sys.exit(main())

"""Read the log of an Odoo test run: what became of each test, and what the log complains of."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from dev.setup.paths import MODULE, home

_LINE = re.compile(
    r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ '
    r'(?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)$'
)
_STARTING = re.compile(r'Starting (?P<test>\S+) \.\.\.')
_SKIPPED = re.compile(r'skipped (?P<test>\S+) : ')
_FAILED = re.compile(r'(?:FAIL|ERROR): (?:Subtest )?(?P<test>.+)')
_TOTAL = re.compile(r'\d+ failed, \d+ error\(s\) of \d+ tests? when loading database')
_COUNTS_LOGGER = 'odoo.tests.result'


class Record(NamedTuple):
    """One entry of the log, with the lines that belong to it."""

    level: str
    logger: str
    text: str

    @property
    def title(self) -> str:
        """Return the entry in one line."""
        return f'{self.level} {self.logger}: {self.first_line}'

    @property
    def first_line(self) -> str:
        """Return the first line of the text."""
        return self.text.partition('\n')[0]

    @property
    def is_complaint(self) -> bool:
        """Tell whether the entry must not be in the log of a clean run.

        Errors always count. Warnings count when they speak of the add-on: Odoo's own code warns of
        its own libraries.
        """
        if self.level in ('ERROR', 'CRITICAL'):
            return True
        return self.level == 'WARNING' and self.logger != _COUNTS_LOGGER and self._is_ours

    @property
    def _is_ours(self) -> bool:
        # Python's warnings begin with the file that caused them; how it was reached does not count.
        text = self.first_line if self.logger == 'py.warnings' else self.text
        # The folder of the set-up has the add-on's name too.
        return MODULE in self.logger or MODULE in text.replace(str(home()), '')


class Report(NamedTuple):
    """What a log tells of its run."""

    passed: set[str]
    failed: set[str]
    skipped: set[str]
    complaints: list[Record]
    is_complete: bool


def records(lines: Iterable[str]) -> Iterator[Record]:
    r"""Give the entries of a log.

    >>> lines = ['2026-01-02 03:04:05,678 9 ERROR db odoo.x: it broke', '  because']
    >>> list(records(lines))
    [Record(level='ERROR', logger='odoo.x', text='it broke\n  because')]
    """
    head, texts = None, []
    for line in lines:
        found = _LINE.match(line)
        if found:
            if head:
                yield Record(*head, '\n'.join(texts))
            head, texts = (found['level'], found['logger']), [found['text']]
        else:
            texts.append(line.rstrip('\n'))
    if head:
        yield Record(*head, '\n'.join(texts))


def read(lines: Iterable[str], show: Callable[[Record], None] = lambda record: None) -> Report:
    """Return what the log of a test run tells.

    :param lines: The log, which may still be written.
    :param show: Is given each entry as it comes.
    :return: What became of the tests.
    """
    started, failed, skipped, complaints, is_complete = set(), set(), set(), [], False
    for record in records(lines):
        show(record)
        if found := _STARTING.match(record.text):
            started.add(_name(record, found['test']))
        elif found := _SKIPPED.match(record.text):
            skipped.add(_name(record, found['test']))
        elif record.level == 'ERROR' and (found := _FAILED.match(record.text)):
            failed.add(_name(record, _without_subtest(found['test'])))
        elif _TOTAL.match(record.text):
            is_complete = True
        elif record.is_complaint:
            complaints.append(record)
    return Report(started - failed - skipped, failed, skipped, complaints, is_complete)


def _name(record: Record, test: str) -> str:
    return f'{record.logger.removeprefix("odoo.addons.")}:{test}'


def _without_subtest(test: str) -> str:
    """Return a test's name without what names one of its sub-tests.

    >>> _without_subtest('TestX.test_y (amount=3)')
    'TestX.test_y'
    >>> _without_subtest('setUpClass (odoo.addons.sale.tests.test_x.TestX)')
    'setUpClass (odoo.addons.sale.tests.test_x.TestX)'
    """
    return test if test.startswith(('setUp', 'tearDown')) else test.split(' ')[0]

"""The server's log after the plays: no error at all, and no warning of ours."""

from pathlib import Path

from dev.checks.odoo_log import Record, records
from dev.setup.paths import home

from .report import Report


def check(path: Path, report: Report) -> None:
    """Report what Odoo's log complains of.

    :param path: The log file.
    :param report: Where to tell.
    """
    report.begin("The server's log")
    if not path.is_file():
        report.fail(f'there is no log at {path}')
        return
    with path.open(errors='replace') as lines:
        complaints = [record for record in records(lines) if _is_complaint(record)]
    for record in complaints:
        first = record.text.partition('\n')[0]
        report.fail(f'{record.level} {record.logger}: {first}')
    if not complaints:
        with report.step('no error, and no warning of ours'):
            pass


def _is_complaint(record: Record) -> bool:
    # The cache folder has the add-on's name, and so have warnings about other people's files in it.
    return record._replace(text=record.text.replace(str(home()), '')).is_complaint

"""Run the tests that need no Odoo: doctests and unittest files of `protocols/` and `dev/`.

Started with the interpreter that has Odoo's packages, from the top of the clone. Writes its figures
to the file named by its argument.
"""

import doctest
import importlib
import json
import sys
import unittest
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ('protocols', 'dev')


def suite() -> unittest.TestSuite:
    """Return all tests."""
    found = unittest.TestSuite()
    for folder in _FOLDERS:
        loader = unittest.TestLoader()
        found.addTests(loader.discover(str(_ROOT / folder), top_level_dir=str(_ROOT)))
    found.addTests(map(doctest.DocTestSuite, _modules_with_doctests()))
    return found


def _modules_with_doctests() -> Iterator[object]:
    for folder in _FOLDERS:
        for path in sorted((_ROOT / folder).rglob('*.py')):
            if '>>> ' in path.read_text() and path != Path(__file__).resolve():
                name = '.'.join(path.relative_to(_ROOT).with_suffix('').parts)
                yield importlib.import_module(name)


def main(result_file: str) -> None:
    """Run the tests and write their figures.

    :param result_file: File to write, JSON: passed, failed, skipped.
    """
    result = unittest.TextTestRunner(verbosity=1).run(suite())
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped)
    figures = {
        'passed': max(result.testsRun - failed - skipped, 0),
        'failed': failed,
        'skipped': skipped,
    }
    Path(result_file).write_text(json.dumps(figures))


if __name__ == '__main__':
    main(sys.argv[1])

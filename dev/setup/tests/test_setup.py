"""The set-up's own decisions: folders, ports, mirrors, links, and what it says when it cannot."""

import os
import socket
import sys
import tempfile
from pathlib import Path
from unittest import TestCase
from unittest.mock import patch

from dev.setup import apt_archive, odoo_source, paths, ports
from dev.setup.console import SetupError, run


class TestFolders(TestCase):
    """Where everything is kept."""

    def test_named_folder_is_used_and_made(self):
        with tempfile.TemporaryDirectory() as folder:
            wanted = Path(folder) / 'a' / 'b'
            with patch.dict(os.environ, {paths.HOME_VARIABLE: str(wanted)}):
                self.assertEqual(paths.home(), wanted)
            self.assertTrue(wanted.is_dir())

    def test_folder_inside_the_clone_is_refused(self):
        inside = str(paths.REPOSITORY / 'cache')
        with (
            patch.dict(os.environ, {paths.HOME_VARIABLE: inside}),
            self.assertRaisesRegex(SetupError, 'outside the clone'),
        ):
            paths.home()

    def test_full_disk_is_said(self):
        with (
            tempfile.TemporaryDirectory() as folder,
            patch.dict(os.environ, {paths.HOME_VARIABLE: folder}),
            self.assertRaisesRegex(SetupError, r'Odoo needs \d+ MB, but only \d+ MB are free'),
        ):
            paths.require_space(10**9, 'Odoo')


class TestPorts(TestCase):
    """Ports that are taken, free or nonsense."""

    def test_taken_port_is_said_with_the_way_out(self):
        with socket.socket() as other:
            other.bind((ports.HOST, 0))
            other.listen()
            taken = other.getsockname()[1]
            with (
                patch.dict(os.environ, {'PORT': str(taken)}),
                self.assertRaisesRegex(SetupError, f'Port {taken} is taken.*make demo PORT='),
            ):
                ports.chosen('PORT', 8069)
            self.assertNotEqual(ports.prefer(taken), taken)

    def test_nonsense_is_no_port(self):
        for text in ('x', '0', '-1', '70000', '80.5'):
            with (
                self.subTest(text),
                patch.dict(os.environ, {'PORT': text}),
                self.assertRaisesRegex(SetupError, 'is no port'),
            ):
                ports.chosen('PORT', 8069)


class TestPrograms(TestCase):
    """How other programs' failures are told."""

    def test_failure_shows_the_end_of_the_output(self):
        script = 'import sys; print("the reason"); sys.exit(3)'
        with self.assertRaisesRegex(SetupError, r'(?s)trying failed \(exit code 3\).*the reason'):
            run([sys.executable, '-c', script], 'trying')

    def test_missing_program_is_named(self):
        with self.assertRaisesRegex(SetupError, 'no-such-program is not installed'):
            run(['no-such-program'], 'trying')


class TestMirror(TestCase):
    """Which of a machine's sources is Debian itself."""

    def _mirror(self, *lines: str) -> tuple[str, str]:
        with (
            patch.object(apt_archive, 'run', return_value='\n'.join(lines)),
            patch('platform.freedesktop_os_release', return_value={'VERSION_CODENAME': 'trixie'}),
        ):
            return apt_archive.mirror()

    def test_security_updates_and_vendors_are_not_debian(self):
        found = self._mirror(
            'http://vendor.example/node/|nodistro|main|Vendor|/vendor.gpg',
            'http://vendor.example/db/|trixie-pgdg|main|Vendor|/vendor.gpg',
            'http://vendor.example/engine/|trixie|stable|Docker CE|/vendor.gpg',
            'http://mirror.example/debian-security/|trixie-security|main|Debian-Security|/key.gpg',
            'http://mirror.example/debian/|trixie|main|Debian|/key.gpg',
        )
        self.assertEqual(found, ('http://mirror.example/debian/', '/key.gpg'))

    def test_mirror_is_known_before_the_first_update(self):
        found = self._mirror('http://mirror.example/debian/|trixie|main|$(LABEL)|$(SIGNED_BY)')
        self.assertEqual(found, ('http://mirror.example/debian/', ''))

    def test_machine_without_mirror_is_told_of_odoo_home(self):
        with self.assertRaisesRegex(SetupError, 'ODOO_HOME'):
            self._mirror('http://vendor.example/ubuntu/|noble|main|Ubuntu|')


class TestOwnOdoo(TestCase):
    """An Odoo that the person has already."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        variables = {paths.HOME_VARIABLE: str(self.folder / 'home')}
        patcher = patch.dict(os.environ, variables)
        patcher.start()
        self.addCleanup(patcher.stop)

    def _checkout(self, series: str) -> Path:
        checkout = self.folder / 'checkout'
        (checkout / 'addons' / 'account').mkdir(parents=True)
        (checkout / 'odoo').mkdir()
        (checkout / 'odoo' / 'release.py').write_text(f"version_info = ({series}, 'final', 0, '')")
        return checkout

    def test_checkout_brings_its_addons(self):
        checkout = self._checkout('19, 0, 0')
        for named in (checkout, checkout / 'odoo'):
            with self.subTest(named), patch.dict(os.environ, {'ODOO_HOME': str(named)}):
                odoo = odoo_source.provide()
                self.assertEqual(odoo.extra_addons, (checkout / 'addons',))
                self.assertEqual((odoo.python_path / 'odoo').resolve(), checkout / 'odoo')

    def test_other_version_is_refused(self):
        checkout = self._checkout('18, 0, 0')
        with (
            patch.dict(os.environ, {'ODOO_HOME': str(checkout)}),
            self.assertRaisesRegex(SetupError, 'holds no Odoo 19.0'),
        ):
            odoo_source.provide()


class TestLinksOfThePackage(TestCase):
    """Links that only hold where the package would be installed."""

    def test_links_lead_into_the_prefix_and_crossed_fonts_are_put_right(self):
        with tempfile.TemporaryDirectory() as folder:
            prefix = Path(folder)
            share = prefix / 'usr/share/font'
            share.mkdir(parents=True)
            (share / 'a.woff').touch()
            (share / 'a.woff2').touch()
            link = prefix / 'a.woff'
            link.symlink_to('/usr/share/font/a.woff2')
            odoo_source._relink(link, prefix)
            self.assertEqual(link.resolve(), (share / 'a.woff').resolve())

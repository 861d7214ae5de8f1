import io

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from odoo.tools.translate import trans_export

MODULE = 'account_payment_portal'


@tagged('post_install', '-at_install')
class TestTranslations(TransactionCase):
    def export_terms(self):
        """Return the texts of the add-on as they are now.

        :rtype: set[str]
        """
        buffer = io.BytesIO()
        trans_export(False, [MODULE], buffer, 'po', self.env)
        return {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}

    def read_translations(self):
        """Return the Spanish texts of the add-on by their English ones.

        :rtype: dict
        """
        with file_open(f'{MODULE}/i18n/es.po') as file:
            return {entry.msgid: entry for entry in polib.pofile(file.read())}

    def test_every_text_has_a_spanish_translation(self):
        translated = {
            msgid for msgid, entry in self.read_translations().items() if entry.translated()
        }
        self.assertFalse(self.export_terms() - translated)

    def test_translations_keep_what_is_filled_in(self):
        for msgid, entry in self.read_translations().items():
            with self.subTest(msgid=msgid):
                for placeholder in ('%s', '%(', '{{', '<t ', '<a '):
                    self.assertEqual(msgid.count(placeholder), entry.msgstr.count(placeholder))

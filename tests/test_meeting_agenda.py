from psycopg2.errors import SerializationFailure

from odoo import api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install')
class TestMeetingAgenda(TransactionCase):
    """Two requests at a time, each on its own connection, as two workers have them."""

    def setUp(self):
        super().setUp()
        self.user = self.env.ref('base.user_admin')
        self.addCleanup(self.forget)
        self.first = self.connect()
        self.second = self.connect()

    def connect(self):
        """Begin a transaction that sees what is committed now, and nothing later.

        :rtype: odoo.api.Environment
        """
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        cr.execute("SELECT count(*) FROM payment_portal_agenda")
        return api.Environment(cr, api.SUPERUSER_ID, {})

    def forget(self):
        """Delete what the test has really committed."""
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("DELETE FROM payment_portal_agenda WHERE user_id = %s", [self.user.id])

    def claim(self, env, user=None):
        env['payment.portal.agenda']._claim((user or self.user).with_env(env))

    def test_who_has_looked_before_the_other_booked_is_refused(self):
        self.claim(self.first)
        self.first.cr.commit()

        with self.assertRaises(SerializationFailure), mute_logger('odoo.sql_db'):
            self.claim(self.second)

    def test_the_same_holds_for_a_person_who_has_been_booked_before(self):
        self.claim(self.first)
        self.first.cr.commit()
        self.second.cr.rollback()
        self.second.cr.execute("SELECT count(*) FROM payment_portal_agenda")
        self.claim(self.first)
        self.first.cr.commit()

        with self.assertRaises(SerializationFailure), mute_logger('odoo.sql_db'):
            self.claim(self.second)

    def test_who_looks_afterwards_books_next(self):
        self.claim(self.first)
        self.first.cr.commit()
        self.second.cr.rollback()

        self.claim(self.second)

        row = self.second['payment.portal.agenda'].search([('user_id', '=', self.user.id)])
        self.assertEqual(len(row), 1)

    def test_people_do_not_wait_for_each_other(self):
        self.claim(self.first)

        self.second.cr.execute("SET LOCAL lock_timeout = '2s'")
        self.claim(self.second, self.env.ref('base.user_root'))  # Not committed.

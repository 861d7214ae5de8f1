"""What the tests of sharing payment links have in common."""

import re

from odoo.tests import new_test_user

from odoo.addons.account_payment_portal.models.secret_token import hash_token
from odoo.addons.account_payment_portal.tests.customers_common import CustomersCommon
from odoo.addons.mail.tests.common import MockEmail

ADDRESS = re.compile(r'/pay/l/([A-Za-z0-9_-]{32})')


class ShareLinkCommon(CustomersCommon, MockEmail):
    """Staff who share links, and what they share.

    - `seller`: a salesperson who sees his own documents; responsible for `customer`
    - `accountant_user`: may make invoices
    - `invoice`: of the customer, sold by `seller`
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_staff('sl_seller', 'sales_team.group_sale_salesman')
        cls.customer.user_id = cls.seller
        cls.links = cls.env['payment.portal.link']
        cls.invoice = cls._create_document(1000, invoice_user_id=cls.seller.id)

    @classmethod
    def _create_staff(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            f'base.group_user,{groups}',
            password=login,
            company_id=cls.company.id,
            email=f'{login}@example.com',
        )

    def _open(self, records, user=None):
        """Open the dialog from contacts, documents or rows of outstanding documents.

        :rtype: payment.portal.share.link
        """
        user = user or self.seller
        action = records.with_user(user).action_share_payment_link()
        return self.env['payment.portal.share.link'].with_user(user).browse(action['res_id'])

    def _show(self, wizard):
        """Make the link of a dialog, and return its address.

        :rtype: str
        """
        return wizard.action_show()['context']['default_url']

    def _find_link(self, url):
        """Return the link of an address.

        :rtype: payment.portal.link
        """
        token = ADDRESS.search(url).group(1)
        return self.links.search([('token_hash', '=', hash_token(token))])

    def _find_link_in(self, mail):
        """Return the link of a mail as it left the server.

        :rtype: payment.portal.link
        """
        return self._find_link(mail['body'])

    def _find_tables_with(self, token):
        """Return in which columns of which tables a text stands.

        :rtype: list[str]
        """
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT columns.table_name, columns.column_name
              FROM information_schema.columns
              JOIN information_schema.tables USING (table_schema, table_name)
             WHERE columns.table_schema = 'public'
               AND tables.table_type = 'BASE TABLE'
               AND columns.data_type IN ('text', 'character varying', 'jsonb', 'json')
            """
        )
        found = []
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(
                f"""SELECT 1 FROM "{table}" WHERE "{column}"::text LIKE %s LIMIT 1""",  # noqa: S608
                [f'%{token}%'],
            )
            if self.env.cr.fetchone():
                found.append(f'{table}.{column}')
        return found

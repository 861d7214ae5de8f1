from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon


@tagged('post_install', '-at_install')
class TestNeutralize(PaymentPortalCommon):
    def test_copy_of_the_database_cannot_reach_real_money(self):
        self.env.flush_all()

        for query in get_neutralization_queries(['account_payment_portal']):
            self.env.cr.execute(query)

        self.env.invalidate_all()
        fields = [name for name in self.transbank._fields if name.startswith('transbank_')]
        self.assertGreaterEqual(len(fields), 5)
        for field in fields:
            with self.subTest(field=field):
                self.assertFalse(self.transbank[field])

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_payment_portal.tests.common import PaymentPortalCommon

# What the settlement switches off for its own entries and for the documents it closes.
SWITCHES = ('skip_invoice_sync', 'skip_invoice_line_sync', 'skip_analytic_sync')

# What the settlement gives for its lines in place of core's computation.
GIVEN_FIELDS = ('display_type', 'price_subtotal', 'price_total', 'product_uom_id', 'quantity')


@tagged('post_install', '-at_install')
class TestSettlementHooks(PaymentPortalCommon):
    """What other modules find while we book, and what core finds afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._create_document(1000)

    def _patch_hook(self, model, name, act):
        """Let a module act first in one of core's hooks.

        :param str model: The model that has the hook.
        :param str name: The hook.
        :param callable act: Takes the records that the hook is called on.
        """
        original = getattr(self.env.registry[model], name)

        def hook(records, *args):
            act(records)
            return original(records, *args)

        self.patch(self.env.registry[model], name, hook)

    def _assert_hook_sees_no_switch(self, model, name):
        seen = []
        self._patch_hook(model, name, lambda records: seen.append(records.env.context))

        self._freeze_and_pay({self.document: None})

        self.assertTrue(seen)
        for context in seen:
            self.assertFalse([switch for switch in SWITCHES if context.get(switch)])

    def test_hook_of_paid_documents_sees_the_usual_context(self):
        self._assert_hook_sees_no_switch('account.move', '_invoice_paid_hook')

    def test_hook_of_reconciled_items_sees_the_usual_context(self):
        self._assert_hook_sees_no_switch('account.move.line', '_reconcile_post_hook')

    def test_invoice_that_a_module_makes_of_a_paid_one_is_as_after_a_payment_of_core(self):
        made = []

        def make_invoices(documents):
            made.extend(documents.create([self._prepare_fee(move) for move in documents]))

        self._patch_hook('account.move', '_invoice_paid_hook', make_invoices)
        other = self._create_document(1000)
        self._freeze_and_pay({self.document: None})
        self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=other.ids
        ).create({})._create_payments()

        ours, theirs = made
        for invoice in made:  # Both can be completed afterwards.
            invoice.invoice_line_ids.price_unit = 600
        lines = [(line.display_type, line.balance) for line in ours.line_ids.sorted('balance')]
        self.assertEqual(
            lines, [(line.display_type, line.balance) for line in theirs.line_ids.sorted('balance')]
        )
        self.assertEqual(lines, [('product', -600), ('tax', -60), ('payment_term', 660)])

    def _prepare_fee(self, document):
        line = {
            'name': "Fee",
            'price_unit': 500,
            'tax_ids': [Command.set(self.percent_tax(10).ids)],
        }
        return {
            'move_type': 'out_invoice',
            'partner_id': document.partner_id.id,
            'invoice_line_ids': [Command.create(line)],
        }

    def test_lines_hold_what_core_computes(self):
        with freeze_time('2026-03-01'):
            discounted = self._create_document(
                100000,
                tax_ids=self.percent_tax(19),
                invoice_date='2026-03-01',
                invoice_payment_term_id=self._create_discount_term(2, computation='included'),
            )
            tx = self._freeze_and_pay({self.document: None, discounted: None})
        lines = tx.payment_id.move_id.line_ids
        lines.flush_recordset()
        lines.invalidate_recordset()
        given = lines.read(GIVEN_FIELDS)

        for name in GIVEN_FIELDS:
            self.env.add_to_compute(lines._fields[name], lines)

        self.assertEqual(lines.read(GIVEN_FIELDS), given)
        self.assertTrue(lines.tax_ids)

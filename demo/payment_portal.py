import logging
from datetime import timedelta
from typing import NamedTuple

from odoo import Command, fields, models
from odoo.exceptions import RedirectWarning, UserError

_logger = logging.getLogger(__name__)


class DemoDocument(NamedTuple):
    """An invoice or a credit note over one line.

    Units: `price` is in the currency of the company, before taxes
    """

    name: str  # The external id, without module.
    move_type: str
    days_ago: int
    product: str
    price: float
    payment_term: str = ''


DEMO_DOCUMENTS = (
    DemoDocument(
        name='demo_invoice_overdue',
        move_type='out_invoice',
        days_ago=45,
        product="Office chairs",
        price=1250,
        payment_term='account.account_payment_term_30days',
    ),
    DemoDocument(
        name='demo_invoice_instalments',
        move_type='out_invoice',
        days_ago=20,
        product="Desks, delivered in two parts",
        price=3200,
        payment_term='account.account_payment_term_advance_60days',
    ),
    DemoDocument(
        name='demo_invoice_open',
        move_type='out_invoice',
        days_ago=5,
        product="Monthly maintenance",
        price=480,
        payment_term='account.account_payment_term_30days',
    ),
    DemoDocument(
        name='demo_credit_note',
        move_type='out_refund',
        days_ago=2,
        product="Damaged chair, taken back",
        price=150,
    ),
)


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    # === BUSINESS METHODS - DEMO DATA === #

    def _create_demo_documents(self):
        """Give the portal user of the demo data open documents in the company of the portal.

        Charts of accounts differ in what an invoice needs. A document that the company's doesn't
        accept is left out, so that the add-on can be installed with demo data everywhere.
        """
        self.ensure_one()
        partner = self.env.ref('base.partner_demo_portal', raise_if_not_found=False)
        if not partner:
            return
        portal = self.with_context(
            allowed_company_ids=self.company_id.ids, mail_auto_subscribe_no_notify=True
        )
        for document in DEMO_DOCUMENTS:
            xmlid = f'account_payment_portal.{document.name}'
            if self.env.ref(xmlid, raise_if_not_found=False):
                continue
            try:
                with self.env.cr.savepoint():
                    move = portal._create_demo_document(partner, document)
            # A localization misses something; its own words say what.
            except (UserError, RedirectWarning) as error:
                _logger.info("No %s in %s: %s", xmlid, self.company_id.name, error)
            else:
                self.env['ir.model.data']._update_xmlids(
                    [{'xml_id': xmlid, 'record': move, 'noupdate': True}]
                )

    def _create_demo_document(self, partner, document):
        """Create and post a document whose journal, account and taxes are the company's defaults.

        :param res.partner partner: The customer.
        :param DemoDocument document: The document.
        :return: The posted document.
        :rtype: account.move
        """
        day = fields.Date.context_today(self) - timedelta(days=document.days_ago)
        term = document.payment_term and self.env.ref(document.payment_term).id
        move = self.env['account.move'].create(
            {
                'move_type': document.move_type,
                'partner_id': partner.id,
                'invoice_date': day,
                'date': day,
                'invoice_payment_term_id': term,
                'invoice_line_ids': [
                    Command.create({'name': document.product, 'price_unit': document.price})
                ],
            }
        )
        move.action_post()
        return move

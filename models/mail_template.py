from odoo import models

from odoo.addons.account_payment_portal.models.document_mail import MAILING


class MailTemplate(models.Model):
    _inherit = 'mail.template'

    # === BUSINESS METHODS === #

    def _generate_template_attachments(self, res_ids, render_fields, render_results=None):
        """Override of `mail` to print no quotes that are sent as links."""
        linked_ids = self._get_linked_quote_ids(res_ids)
        if not linked_ids:
            return super()._generate_template_attachments(
                res_ids, render_fields, render_results=render_results
            )
        results = super()._generate_template_attachments(
            [res_id for res_id in res_ids if res_id not in linked_ids],
            render_fields,
            render_results=render_results,
        )
        super()._generate_template_attachments(
            linked_ids, set(render_fields) - {'report_template_ids'}, render_results=results
        )
        for res_id in linked_ids:
            results[res_id].setdefault('attachments', [])
        return results

    def _get_linked_quote_ids(self, res_ids):
        """Return which of some records are quotes that go as links, in this mail.

        :param list[int] res_ids: The records that the template is filled in for.
        :return: Their ids, in the same order.
        :rtype: list[int]
        """
        context = self.env.context
        # Core leaves the button out of mails with a pro-forma invoice: they need their PDF.
        if self.model != 'sale.order' or not context.get(MAILING) or context.get('proforma'):
            return []
        orders = self.env['sale.order'].browse(filter(None, res_ids))
        return orders.filtered(lambda order: order._get_sending() == 'link').ids

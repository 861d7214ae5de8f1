from markupsafe import Markup

from odoo import _, models


class AccountMove(models.Model):
    _inherit = 'account.move'

    # === BUSINESS METHODS - SETTLEMENT === #

    def _notify_paid_followers(self):
        """Tell the followers of "Invoice Paid" which of their documents were paid.

        One message for each group of people who follow the same documents, in place of core's
        tracked message for each document.
        """
        subtype_id = self.env['ir.model.data']._xmlid_to_res_id('account.mt_invoice_paid')
        followers = (
            self.env['mail.followers']
            .sudo()
            .search(
                [
                    ('res_model', '=', self._name),
                    ('res_id', 'in', self.ids),
                    ('subtype_ids', 'in', [subtype_id]),
                ]
            )
        )
        partner_ids_by_move = {
            move_id: tuple(sorted(group.partner_id.ids))
            for move_id, group in followers.grouped('res_id').items()
        }
        followed = self.filtered(lambda move: move.id in partner_ids_by_move)
        for partner_ids, moves in followed.grouped(lambda m: partner_ids_by_move[m.id]).items():
            moves._notify_paid(self.env['res.partner'].browse(partner_ids))

    def _notify_paid(self, partners):
        """Send people one message that names the documents that were paid.

        :param res.partner partners: The people.
        """
        links = Markup(', ').join(move._get_html_link(title=move.name) for move in self)
        self.env['mail.thread'].message_notify(
            partner_ids=partners.ids,
            subject=_("Paid: %s", ', '.join(self.mapped('name'))),
            body=Markup('<p>%s</p>') % _("These documents were paid: %s", links),
        )

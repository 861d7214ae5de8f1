import logging

from odoo import api, fields, models, modules
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.account_payment_portal.models.payment_portal_link_target import PROBLEMS

_logger = logging.getLogger(__name__)

# How many links the job makes before it saves them and sends their mails.
SEND_BATCH = 20


class PaymentPortalLinkMailing(models.Model):
    """Links that go to many customers: what was asked for, and what became of it."""

    _name = 'payment.portal.link.mailing'
    _description = "Mailing of Payment Links"
    _order = 'id desc'

    name = fields.Char(required=True, readonly=True)
    scope = fields.Selection(
        string="Opens",
        selection=[('documents', "Chosen Documents"), ('account', "Whole Account")],
        required=True,
        readonly=True,
    )
    expires_at = fields.Datetime(
        string="Expires",
        help="Empty: some time after the last due date of each customer.",
        readonly=True,
    )
    use_max = fields.Integer(string="Uses at Most", readonly=True)
    note = fields.Text(string="Your Words", readonly=True)
    line_ids = fields.One2many(
        string="Customers",
        comodel_name='payment.portal.link.mailing.line',
        inverse_name='mailing_id',
        readonly=True,
    )

    # How far it is.
    line_count = fields.Integer(string="Customers in All", compute='_compute_progress')
    sent_count = fields.Integer(string="Sent", compute='_compute_progress')
    trouble_count = fields.Integer(string="Not Sent", compute='_compute_progress')
    progress = fields.Float(compute='_compute_progress')
    is_running = fields.Boolean(compute='_compute_progress')

    # === COMPUTE METHODS === #

    @api.depends('line_ids.state')
    def _compute_progress(self):
        groups = self.env['payment.portal.link.mailing.line']._read_group(
            [('mailing_id', 'in', self.ids)], ['mailing_id', 'state'], ['__count']
        )
        counts = {(mailing.id, state): count for mailing, state, count in groups}
        for mailing in self:
            waiting, queued, sent, failed, skipped = (
                counts.get((mailing.id, state), 0)
                for state in ('waiting', 'queued', 'sent', 'failed', 'skipped')
            )
            mailing.line_count = waiting + queued + sent + failed + skipped
            mailing.sent_count = sent
            mailing.trouble_count = failed + skipped
            mailing.is_running = bool(waiting + queued)
            done = sent + failed + skipped
            mailing.progress = 100 * done / mailing.line_count if mailing.line_count else 100

    # === BUSINESS METHODS === #

    def _start(self):
        """Let the job send the mails, as soon as the request is over."""
        # In sudo mode because salespeople may not see jobs.
        self.env.ref('account_payment_portal.ir_cron_send_links').sudo()._trigger()

    @api.model
    def _cron_send(self):
        """Make the links that were asked for and mail them, batch by batch."""
        lines = self.env['payment.portal.link.mailing.line']
        lines.search([('state', '=', 'queued')])._note_outcomes()
        while batch := lines._claim():
            mails = batch._write_mails()
            remaining_time = self.env['ir.cron']._commit_progress(
                len(batch), remaining=lines.search_count([('state', '=', 'waiting')])
            )
            # Only now, when the links are stored. Each mail is marked as sent at once, so that none
            # goes out twice if the server stops; core's queue sends what is left.
            mails.send(auto_commit=not modules.module.current_test)
            batch.filtered(lambda line: line.state == 'queued')._note_outcomes()
            if not remaining_time:
                break


class PaymentPortalLinkMailingLine(models.Model):
    """One customer of a mailing."""

    _name = 'payment.portal.link.mailing.line'
    _inherit = ['payment.portal.link.target']
    _description = "Customer of a Mailing of Payment Links"
    _order = 'id'
    _rec_name = 'partner_id'

    mailing_id = fields.Many2one(
        comodel_name='payment.portal.link.mailing', required=True, index=True, ondelete='cascade'
    )
    scope = fields.Selection(related='mailing_id.scope')
    state = fields.Selection(
        string="Result",
        selection=[
            ('waiting', "Waiting"),
            ('queued', "On Its Way"),
            ('sent', "Sent"),
            ('failed', "Failed"),
            ('skipped', "Left Out"),
        ],
        required=True,
        default='waiting',
        readonly=True,
    )
    reason = fields.Selection(
        selection=[
            *PROBLEMS,
            ('refused', "The link could not be made"),
            ('mail', "The mail failed"),
        ],
        readonly=True,
    )
    details = fields.Text(readonly=True)
    sent_to = fields.Char(readonly=True)
    link_id = fields.Many2one(
        comodel_name='payment.portal.link', readonly=True, index='btree_not_null'
    )
    mail_id = fields.Many2one(
        comodel_name='mail.mail', readonly=True, index='btree_not_null', groups='base.group_system'
    )

    _customer_uniq = models.UniqueIndex(
        '(mailing_id, company_id, partner_id)', "A customer gets one mail of a mailing."
    )
    _waiting_idx = models.Index("(id) WHERE state = 'waiting'")
    _queued_idx = models.Index("(id) WHERE state = 'queued'")

    # === BUSINESS METHODS - SENDING === #

    @api.model
    def _claim(self):
        """Return the next customers to write to, locked.

        :rtype: payment.portal.link.mailing.line
        """
        self.flush_model(['state'])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM payment_portal_link_mailing_line WHERE state = 'waiting'"
                " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
                SEND_BATCH,
            )
        )
        return self.browse(row[0] for row in rows)

    def _write_mails(self):
        """Make a link for each customer who can get one, and write the mail that brings it.

        :return: The mails to send.
        :rtype: mail.mail
        """
        mails = self.env['mail.mail'].sudo()
        for line in self:
            if line.problem:
                line.write({'state': 'skipped', 'reason': line.problem})
            else:
                mails |= line._try_to_write_mail()
        return mails

    def _try_to_write_mail(self):
        """Make the link and write its mail, or note why it can't be done.

        :rtype: mail.mail
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return self._write_mail()
        except (AccessError, UserError) as error:
            self.write({'state': 'failed', 'reason': 'refused', 'details': str(error)})
        except Exception:
            # One customer's trouble must not keep the others from their mails.
            _logger.exception("No payment link for line %s of a mailing.", self.id)
            self.write({'state': 'failed', 'reason': 'refused'})
        return self.env['mail.mail'].sudo()

    def _write_mail(self):
        """Make the link and write its mail, as who asked for the mailing.

        :rtype: mail.mail
        """
        user = self.mailing_id.create_uid
        links = self.env['payment.portal.link'].with_user(user).with_context(lang=user.lang)
        values = self._prepare_link() | {'use_max': self.mailing_id.use_max}
        if self.mailing_id.expires_at:
            values['expires_at'] = self.mailing_id.expires_at
        [issued] = links._issue([values])
        mail_sudo = issued.link._write_mail(issued.url, self.mailing_id.note)
        self.write(
            {
                'state': 'queued',
                'link_id': issued.link.id,
                'mail_id': mail_sudo.id,
                'sent_to': self.email,
            }
        )
        return mail_sudo.with_env(self.env)

    # === BUSINESS METHODS - OUTCOME === #

    def _note_outcomes(self):
        """Note what became of the mails that were on their way. Core deletes those it has sent."""
        self.env['mail.mail'].invalidate_model(['state', 'failure_reason'])
        self.invalidate_recordset(['mail_id'])
        for mail_state, lines in self.grouped(lambda line: line.mail_id.state).items():
            if mail_state in (False, 'sent', 'received'):
                lines.state = 'sent'
            elif mail_state in ('exception', 'cancel'):
                lines._note_failures()

    def _note_failures(self):
        """Note that the mails could not be sent, and why."""
        for line in self:
            line.write(
                {'state': 'failed', 'reason': 'mail', 'details': line.mail_id.failure_reason}
            )

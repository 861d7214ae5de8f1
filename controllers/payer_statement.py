from datetime import date

from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.payer_payments import PayerPayments
from odoo.addons.account_payment_portal.models.payment_statement import (
    MOVEMENTS_MAX,
    MOVEMENTS_MAX_SHEET,
)
from odoo.addons.account_payment_portal.models.statement_parts import Account
from odoo.addons.account_payment_portal.report.statement import StatementDocument
from odoo.addons.account_payment_portal.report.statement_sheet import StatementSheet
from odoo.addons.portal.controllers.portal import pager as portal_pager

# How many movements stand on one page.
MOVEMENTS_SHOWN = 100

# How many months the statement covers when nothing else is asked for.
MONTHS_DEFAULT = 3


class PayerStatement(PayerPayments):
    """The statement of account of a payer, for whoever he is; routes say who."""

    # === RENDERING === #

    def _render_statement(self, payer, params):
        """Render the statement as a page, or what is wrong with the dates.

        :param Payer payer: Whose account.
        :param dict params: The parameters of the address: `first`, `last` and `page`.
        :rtype: Response
        :raise NotFound: If he may not see a whole account.
        """
        try:
            account = self._read_account(payer, params)
        except ValidationError as error:
            return self._render_statement_page(payer, params, error=error.args[0])
        document = self._get_statement(payer, account, MOVEMENTS_MAX)
        return self._render_statement_page(payer, params, document)

    def _render_statement_page(self, payer, params, document=None, error=None):
        """Render the page.

        :param Payer payer: Whose account.
        :param dict params: The parameters of the address.
        :param StatementDocument document: The statement; None if there is none.
        :param str error: What is wrong with the dates.
        :rtype: Response
        """
        first, last = self._get_typed_period(params)
        values = {
            **self._prepare_payer_values(payer),
            'page_name': 'statement',
            'first': first,
            'last': last,
            'error': error,
        }
        if document:
            values.update(document.prepare())
            values.update(self._prepare_movements(payer, document, values, params))
        return request.render(
            'account_payment_portal.portal_my_statement', values, status=422 if error else 200
        )

    def _make_statement_pdf(self, payer, params):
        """Return the statement as PDF, or the page if it can't be made.

        :param Payer payer: Whose account.
        :param dict params: The parameters of the address.
        :rtype: Response
        :raise NotFound: If he may not see a whole account.
        """

        def make(document):
            company = payer.companies[:1].with_env(document.env)
            return self._make_file(document.render_pdf(company), 'pdf', f'{document.name}.pdf')

        return self._make_statement_file(payer, params, MOVEMENTS_MAX, make)

    def _make_statement_sheet(self, payer, params):
        """Return the statement as spreadsheet, or the page if it can't be made.

        :param Payer payer: Whose account.
        :param dict params: The parameters of the address.
        :rtype: Response
        :raise NotFound: If he may not see a whole account.
        """

        def make(document):
            return self._make_file(StatementSheet(document).make(), 'xlsx', f'{document.name}.xlsx')

        return self._make_statement_file(payer, params, MOVEMENTS_MAX_SHEET, make)

    def _make_statement_file(self, payer, params, movements_max, make):
        """Return the statement as a file, or the page that says why there is none.

        :param Payer payer: Whose account.
        :param dict params: The parameters of the address.
        :param int movements_max: How many movements a file holds.
        :param callable make: Makes the answer of a :class:`StatementDocument`.
        :rtype: Response
        :raise NotFound: If he may not see a whole account.
        """
        try:
            account = self._read_account(payer, params)
        except ValidationError as error:
            return self._render_statement_page(payer, params, error=error.args[0])
        document = self._get_statement(payer, account, movements_max)
        if any(section.movements is None for section in document.sections):
            return self._render_statement_page(payer, params, document)
        return make(document)

    # === REQUEST === #

    def _read_account(self, payer, params):
        """Return whose account is asked for, and the period.

        :param Payer payer: Who asks.
        :param dict params: The parameters of the address.
        :rtype: Account
        :raise NotFound: If he may not see a whole account.
        :raise ValidationError: If the dates make no sense; the message is for the customer.
        """
        if not payer.companies or not payer.statement_url:
            raise NotFound()
        first, last = map(self._parse_day, self._get_typed_period(params))
        request.env['payment.statement']._check_period(first, last)
        # In sudo mode because guests may not read who they are.
        customer_sudo = payer.partner.sudo().commercial_partner_id
        return Account(customer_sudo, payer.companies, first, last)

    def _get_typed_period(self, params):
        """Return the period that is asked for, as it was typed; by default the last months.

        :param dict params: The parameters of the address.
        :return: The first and the last day, as texts.
        :rtype: tuple[str, str]
        """
        today = fields.Date.context_today(request.env['res.partner'])
        default = fields.Date.subtract(today, months=MONTHS_DEFAULT - 1).replace(day=1)
        return (
            params.get('first') or default.isoformat(),
            params.get('last') or today.isoformat(),
        )

    def _parse_day(self, text):
        """Return a day, as the date inputs of browsers send it.

        :param str text: What was sent.
        :return: The day; None for what is no day.
        :rtype: date|None
        """
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None

    # === VALUES === #

    def _get_statement(self, payer, account, movements_max):
        """Return the statement of an account.

        :param Payer payer: Who reads it.
        :param Account account: Whose account, and the period.
        :param int movements_max: Up to how many movements are listed.
        :rtype: StatementDocument
        """
        env_sudo = self._get_payer_env(payer)
        sections = env_sudo['payment.statement']._get_sections(account, movements_max)
        return StatementDocument(env_sudo, account, sections)

    def _prepare_movements(self, payer, document, values, params):
        """Add to each section those of its rows that stand on the page.

        :param Payer payer: Whose account.
        :param StatementDocument document: The statement.
        :param dict values: The values of the page, with `sections`.
        :param dict params: The parameters of the address.
        :return: What the page needs besides.
        :rtype: dict
        """
        longest = max((each['movement_count'] or 0 for each in values['sections']), default=0)
        page = min(max(self._cast_as_int(params.get('page')) or 1, 1), MOVEMENTS_MAX)
        start = (page - 1) * MOVEMENTS_SHOWN
        for each in values['sections']:
            section = each['section']
            shown = (section.movements or [])[start : start + MOVEMENTS_SHOWN]
            each['rows'] = document.prepare_rows(section, shown)
            for row in each['rows']:
                row['url'] = self._get_url(payer, row['move'])
        period = {'first': values['first'], 'last': values['last']}
        return {
            'page': page,
            'is_last_page': start + MOVEMENTS_SHOWN >= longest,
            'movements_max': MOVEMENTS_MAX,
            'pager': portal_pager(
                url=payer.statement_url,
                url_args=period,
                total=longest,
                page=page,
                step=MOVEMENTS_SHOWN,
            ),
        }

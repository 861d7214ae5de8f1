from datetime import date

from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.http import request
from odoo.tools import format_date
from odoo.tools.misc import get_lang

from odoo.addons.account_payment_portal.controllers.payer_documents import (
    PayerDocuments,
)
from odoo.addons.account_payment_portal.models.account_move_history import (
    HISTORY_COUNT_SUMMED,
    HistoryPart,
)
from odoo.addons.portal.controllers.portal import pager as portal_pager

# No document is of another year, and the database can't be asked for all of them.
YEAR_MIN, YEAR_MAX = 1900, 2200

# How many products one page shows.
PURCHASES_PER_PAGE = 50


class PayerHistory(PayerDocuments):
    """What a payer has bought and paid, year by year, for whoever he is; routes say who."""

    # === RENDERING === #

    def _render_history(self, payer, year, page):
        """Render a year of the payer's history.

        :param Payer payer: Whose history.
        :param str|None year: The year, from outside; the last one with documents by default.
        :param str|int page: The page of the products, from outside.
        :rtype: Response
        """
        part = self._read_history_part(payer, year)
        # In sudo mode because payers have no access to documents of all companies.
        moves_sudo = request.env['account.move'].sudo()
        earlier, later = moves_sudo._get_history_years(part)
        is_long = moves_sudo._is_history_longer_than(part, HISTORY_COUNT_SUMMED)
        figures = {} if is_long else self._prepare_figures(payer, part, page)
        return request.render(
            'account_payment_portal.portal_my_history',
            {
                **self._prepare_payer_values(payer),
                'page_name': 'history',
                'year': part.year,
                'earlier': earlier,
                'later': later,
                'is_long': is_long,
                'purchase_page': self._cast_as_int(page) or 1,
                **figures,
            },
        )

    def _render_history_figures(self, payer, year, page):
        """Render the figures of a year, however long they take.

        :param Payer payer: Whose history.
        :param str|None year: The year, from outside.
        :param str|int page: The page of the products, from outside.
        :rtype: Response
        """
        part = self._read_history_part(payer, year)
        return request.render(
            'account_payment_portal.portal_history_page',
            {
                **self._prepare_payer_values(payer),
                'page_name': 'history',
                'year': part.year,
                **self._prepare_figures(payer, part, page),
            },
        )

    # === REQUEST === #

    def _read_history_part(self, payer, year):
        """Return which part of the history is asked for.

        :param Payer payer: Whose history.
        :param str|None year: The year, from outside; what makes no sense is left out.
        :rtype: HistoryPart
        :raise NotFound: If there is no history for him: the holder of a link to a few documents
            learns nothing of others.
        """
        if not payer.companies or payer.move_ids is not None:
            raise NotFound()
        year = self._cast_as_int(year) or 0
        if YEAR_MIN <= year <= YEAR_MAX:
            return HistoryPart(payer.partner, payer.companies, year)
        part = HistoryPart(
            payer.partner, payer.companies, fields.Date.context_today(payer.partner).year
        )
        # In sudo mode because payers have no access to documents of all companies.
        moves_sudo = request.env['account.move'].sudo()
        if moves_sudo._is_history_longer_than(part, 0):
            return part
        earlier, _later = moves_sudo._get_history_years(part)
        return part._replace(year=earlier or part.year)

    # === TEMPLATE VALUES === #

    def _prepare_figures(self, payer, part, page):
        """Return the figures of a year, ready to be shown.

        :param Payer payer: Whose history.
        :param HistoryPart part: Which part.
        :param str|int page: The page of the products, from outside.
        :rtype: dict
        """
        page = self._read_page(page)
        # In sudo mode because payers have no access to documents of all companies.
        moves_sudo = request.env['account.move'].sudo()
        purchases, count = moves_sudo._get_purchases(
            part, PURCHASES_PER_PAGE, (page - 1) * PURCHASES_PER_PAGE
        )
        if page > 1 and not purchases:
            return self._prepare_figures(payer, part, 1)
        amounts = payer.make_amount_writer(request.env)
        return {
            'charts': self._prepare_charts(moves_sudo._get_history_months(part), part, amounts),
            'purchases': [self._prepare_purchase(purchase, amounts) for purchase in purchases],
            'pager': portal_pager(
                url=payer.history_url,
                url_args={'year': part.year},
                total=count,
                page=page,
                step=PURCHASES_PER_PAGE,
            ),
        }

    def _prepare_charts(self, months, part, amounts):
        """Return what was invoiced in each month, a chart and its table for each currency.

        :param list[HistoryMonth] months: The months.
        :param HistoryPart part: Which part.
        :param AmountWriter amounts: Writes the amounts.
        :rtype: list[dict]
        """
        charts = {}
        for month in months:
            charts.setdefault(month.currency, {})[month.month.month] = month
        return [
            self._prepare_chart(currency, by_month, part, amounts)
            for currency, by_month in charts.items()
        ]

    def _prepare_chart(self, currency, by_month, part, amounts):
        """Return the chart and the table of one currency.

        :param res.currency currency: The currency.
        :param dict by_month: `{1 to 12: HistoryMonth}`
        :param HistoryPart part: Which part.
        :param AmountWriter amounts: Writes the amounts.
        :rtype: dict
        """
        rows = [
            self._prepare_month(by_month.get(number), currency, date(part.year, number, 1), amounts)
            for number in range(1, 13)
        ]
        months = by_month.values()
        paid, outstanding = (
            sum(getattr(month, name) for month in months) for name in ('paid', 'outstanding')
        )
        return {
            'currency': currency.name,
            'rows': rows,
            'total': self._write_sums(paid, outstanding, currency, amounts),
            'script_values': {
                'labels': [row['label'] for row in rows],
                'paid': [row['paid_value'] for row in rows],
                'outstanding': [row['outstanding_value'] for row in rows],
                'paidTexts': [row['paid'] for row in rows],
                'outstandingTexts': [row['outstanding'] for row in rows],
            },
        }

    def _prepare_month(self, month, currency, first_day, amounts):
        """Return the row of a month.

        :param HistoryMonth|None month: The month; None without documents.
        :param res.currency currency: The currency.
        :param date first_day: The first day of the month.
        :param AmountWriter amounts: Writes the amounts.
        :rtype: dict
        """
        paid, outstanding = (month.paid, month.outstanding) if month else (0.0, 0.0)
        return {
            'is_empty': month is None,
            'name': format_date(request.env, first_day, date_format='LLLL y'),
            'label': format_date(request.env, first_day, date_format='LLL'),
            'paid_value': currency.round(paid),
            'outstanding_value': currency.round(outstanding),
            **self._write_sums(paid, outstanding, currency, amounts),
        }

    def _write_sums(self, paid, outstanding, currency, amounts):
        """Return what was paid, what is open, and both together, as texts.

        :param float paid: What is paid.
        :param float outstanding: What is open.
        :param res.currency currency: The currency.
        :param AmountWriter amounts: Writes the amounts.
        :rtype: dict
        """
        return {
            'invoiced': amounts.to_text(paid + outstanding, currency),
            'paid': amounts.to_text(paid, currency),
            'outstanding': amounts.to_text(outstanding, currency),
        }

    def _prepare_purchase(self, purchase, amounts):
        """Return the row of a product.

        :param Purchase purchase: The purchase.
        :param AmountWriter amounts: Writes the amounts.
        :rtype: dict
        """
        return {
            'name': purchase.product.display_name or purchase.text,
            'quantity': self._write_quantity(purchase.quantity),
            'uom': purchase.uom.name or '',
            'amount': amounts.to_text(purchase.amount, purchase.currency),
        }

    def _write_quantity(self, quantity):
        """Return a quantity as a text: most are whole numbers.

        :param float quantity: The quantity.
        :rtype: str
        """
        lang = request.env['res.lang'].browse(get_lang(request.env).id)
        return lang.format('%.0f' if quantity.is_integer() else '%.2f', quantity, grouping=True)

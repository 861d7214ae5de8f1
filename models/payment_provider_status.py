from odoo import api, fields, models


class PaymentProvider(models.Model):
    _inherit = 'payment.provider'

    portal_availability = fields.Char(
        string="For Customers",
        help="Whether customers of the payment portal can choose it, in the currency of the"
        " company, and what hinders it.",
        compute='_compute_portal_availability',
    )

    # === COMPUTE METHODS === #

    @api.depends('state', 'is_published', 'journal_id', 'payment_method_ids')
    @api.depends_context('lang', 'payment_portal_id')
    def _compute_portal_availability(self):
        portal = self.env['payment.portal'].browse(self.env.context.get('payment_portal_id'))
        report = self._report_availability(portal) if portal else {}
        for provider in self:
            provider.portal_availability = (
                provider._get_own_obstacle()
                or provider._get_reported_obstacle(report)
                or self.env._("Customers can choose it.")
            )

    # === BUSINESS METHODS - OFFER === #

    def _report_availability(self, portal):
        """Ask core which providers and methods a customer of a portal could choose.

        :param payment.portal portal: The portal.
        :return: Core's availability report; see `payment.utils.add_to_report`.
        :rtype: dict
        """
        report = {}
        nobody_id = self.env['res.partner'].id
        currency = portal.currency_id
        providers = self._get_compatible_providers(
            portal.company_id.id, nobody_id, 0, currency_id=currency.id, report=report
        )
        self.env['payment.method']._get_compatible_payment_methods(
            providers.ids, nobody_id, currency_id=currency.id, report=report
        )
        return report

    def _get_own_obstacle(self):
        """Return what hinders the provider wherever it is offered.

        :return: A sentence; empty if nothing does.
        :rtype: str
        """
        self.ensure_one()
        if self.state == 'disabled':
            return self.env._("It is disabled.")
        if not self.is_published:
            return self.env._("It is not published.")
        if not self.journal_id:
            return self.env._("It has no journal to book payments in.")
        return ''

    def _get_reported_obstacle(self, report):
        """Return what hinders the provider, or all of its methods, by core's report.

        :param dict report: See `_report_availability`.
        :return: Core's words; empty if nothing does.
        :rtype: str
        """
        self.ensure_one()
        own = report.get('providers', {}).get(self, {})
        if not own.get('available', True):
            return str(own['reason'])
        methods = {
            method: entry
            for method, entry in report.get('payment_methods', {}).items()
            if self in method.provider_ids
        }
        if report and not methods:
            return self.env._("It has no active payment method.")
        if report and not any(entry['available'] for entry in methods.values()):
            return str(next(iter(methods.values()))['reason'])
        return ''

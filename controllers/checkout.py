from werkzeug.exceptions import NotFound

from odoo import _, http
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.amounts import AmountWriter
from odoo.addons.account_payment_portal.controllers.portal import PortalDocuments
from odoo.addons.account_payment_portal.controllers.remittance_page import RemittancePage

# How many documents are paid at once. Far beyond what anybody ticks by hand.
DOCUMENT_COUNT_MAX = 1000

# No document has this id: stands for ids that are none.
UNKNOWN_ID = 0

# What a transaction needs from the browser. Everything else comes from the remittance.
TRANSACTION_KEYS = ('provider_id', 'payment_method_id', 'token_id', 'flow', 'tokenization_requested')


class PortalCheckout(PortalDocuments):
    """From ticked documents to the result of the payment.

    The server decides what is paid: a browser picks documents and amounts once, these are checked
    and frozen, and every later request only names the frozen remittance.
    """

    # === ROUTES - CHOICE === #

    @http.route(
        '/my/invoices/pay', type='http', auth='user', methods=['GET', 'POST'], website=True,
        sitemap=False,
    )
    def portal_pay_documents(self, **kwargs):
        """Freeze what the customer ticked and send him on to pay it."""
        if request.httprequest.method == 'GET':  # He had to log in again on his way here.
            return request.redirect('/my/invoices')
        if not self._get_portal_companies():
            raise NotFound()
        typed = self._read_typed_amounts()
        try:
            remittances_sudo = self._freeze_choices(typed)
        except ValidationError as error:
            return self._render_selection(typed, error=error.args[0], status=422)
        names = remittances_sudo.mapped('name')
        if len(names) > 1:
            return request.redirect(f"/my/remittances?names={','.join(names)}")
        return request.redirect(f'/my/remittances/{names[0]}')

    # === ROUTES - PAYMENT === #

    @http.route(
        '/my/remittances', type='http', auth='user', methods=['GET'], website=True, sitemap=False,
        readonly=True,
    )
    def portal_my_remittances(self, names='', **kwargs):
        """Show what has to be paid in several payments, with a button for each."""
        # In sudo mode because payers have no access to remittances; narrowed down to their own.
        remittances_sudo = request.env['payment.remittance'].sudo().search([
            ('name', 'in', [
                name for name in names.split(',')[:DOCUMENT_COUNT_MAX] if name.isalnum()
            ]),
            ('partner_id', '=', request.env.user.partner_id.commercial_partner_id.id),
        ], order='id')
        if not remittances_sudo:
            raise NotFound()
        return request.render('account_payment_portal.portal_my_remittances', {
            **self._prepare_portal_layout_values(),
            'page_name': 'remittance',
            'remittances': [self._get_page(each).prepare_summary() for each in remittances_sudo],
        })

    @http.route(
        '/my/remittances/<string:name>', type='http', auth='user', methods=['GET'], website=True,
        sitemap=False,
    )
    def portal_my_remittance(self, name, again=None, **kwargs):
        """Show how to pay a remittance or, afterwards, what became of it."""
        return self._render_remittance(self._get_own_remittance_or_404(name), again=bool(again))

    @http.route(
        '/my/remittances/<string:name>/settle', type='http', auth='user', methods=['POST'],
        website=True, sitemap=False,
    )
    def portal_settle_remittance(self, name, **kwargs):
        """Settle a remittance that credits cover wholly."""
        remittance_sudo = self._get_own_remittance_or_404(name)
        try:
            with request.env.cr.savepoint():
                remittance_sudo._settle_by_credit()
        except UserError as error:
            return self._render_remittance(remittance_sudo, error=error.args[0], status=422)
        return request.redirect(f'/my/remittances/{name}')

    @http.route('/my/remittances/<string:name>/transaction', type='jsonrpc', auth='user')
    def portal_remittance_transaction(self, name, **kwargs):
        """Create the transaction that pays a remittance.

        The amount, the currency and the payer are those of the remittance, whatever the browser
        sends.

        :param str name: The remittance's name.
        :param dict kwargs: What core's payment form sends to any transaction route.
        :return: The processing values of the transaction.
        :rtype: dict
        :raise NotFound: If the remittance is unknown or somebody else's.
        :raise ValidationError: If it can't be paid, or not this way.
        """
        remittance_sudo = self._get_own_remittance_or_404(name)
        # Core's script adds `payment_reference` to the call of every transaction route.
        self._validate_transaction_kwargs(
            kwargs, additional_allowed_keys=('access_token', 'payment_reference')
        )
        remittance_sudo._check_payable()
        params = {key: kwargs.get(key) for key in TRANSACTION_KEYS}
        self._check_payment_option(remittance_sudo, params)
        tx_sudo = self._create_transaction(
            **params,
            amount=remittance_sudo.amount_total,
            currency_id=remittance_sudo.currency_id.id,
            partner_id=request.env.user.partner_id.id,
            landing_route=f'/my/remittances/{name}',
            reference_prefix=name,
            custom_create_values={
                'remittance_id': remittance_sudo.id,
                'invoice_ids': [Command.set(
                    remittance_sudo.line_ids.move_id.filtered(lambda move: move.is_invoice()).ids
                )],
            },
        )
        return tx_sudo._get_processing_values()

    @http.route('/my/remittances/<string:name>/status', type='jsonrpc', auth='user')
    def portal_remittance_status(self, name):
        """Book a payment that has arrived and tell what became of a remittance.

        :param str name: The remittance's name.
        :return: A value of the remittance's `result`.
        :rtype: str
        :raise NotFound: If the remittance is unknown or somebody else's.
        """
        remittance_sudo = self._get_own_remittance_or_404(name)
        remittance_sudo.transaction_ids._post_process_if_done()
        remittance_sudo.invalidate_recordset(['result'])
        return remittance_sudo.result

    # === ACCESS === #

    def _get_own_remittance_or_404(self, name):
        """Return a remittance of the user's commercial entity.

        :param str name: Its name, from outside.
        :rtype: payment.remittance
        :raise NotFound: If it is unknown or somebody else's.
        """
        if remittance_sudo := self._get_own_remittance(name):
            return remittance_sudo
        raise NotFound()

    def _check_payment_option(self, remittance_sudo, params):
        """Make sure that the provider and the method or token are among those on offer.

        :param payment.remittance remittance_sudo: The remittance.
        :param dict params: What the browser sent; see `TRANSACTION_KEYS`.
        :raise ValidationError: If they are not.
        """
        options = self._get_page(remittance_sudo).get_payment_options()
        if params['flow'] == 'token':
            tokens_sudo = options['tokens_sudo'].filtered(
                lambda token: token.id == params['token_id']
                and token.provider_id.id == params['provider_id']
            )
            is_offered = bool(tokens_sudo)
        else:
            methods_sudo = options['payment_methods_sudo'].filtered(
                lambda method: method.id == params['payment_method_id']
                and params['provider_id'] in method.provider_ids.ids
            )
            is_offered = (
                params['flow'] in ('redirect', 'direct')
                and bool(methods_sudo)
                and params['provider_id'] in options['providers_sudo'].ids
            )
        if not is_offered or not remittance_sudo.amount_total:
            raise ValidationError(_("This way to pay is not available. Please choose another one."))

    # === CHOICE === #

    def _read_typed_amounts(self):
        """Return what the customer ticked and typed.

        Shape: `{account.move id: text, or None where no amount was sent}`

        :rtype: dict
        """
        form = request.httprequest.form
        typed = {}
        for text in form.getlist('document'):
            is_id = text.isascii() and text.isdigit() and len(text) < 10
            typed[int(text) if is_id else UNKNOWN_ID] = form.get(f'amount-{text}')
        return typed

    def _freeze_choices(self, typed):
        """Freeze what the customer ticked.

        :param dict typed: See `_read_typed_amounts`.
        :rtype: payment.remittance
        :raise ValidationError: If it can't be paid; the message is for the customer.
        """
        if len(typed) > DOCUMENT_COUNT_MAX:
            raise ValidationError(_(
                "Please pay %(count)s documents at most at once.", count=DOCUMENT_COUNT_MAX
            ))
        amounts = AmountWriter(request.env)
        choices = {
            move_id: text if text is None else amounts.read_input(text)
            for move_id, text in typed.items()
        }
        # In sudo mode because payers have no access to remittances; it checks that all is his own.
        with request.env.cr.savepoint():
            return request.env['payment.remittance'].sudo()._freeze(
                request.env.user.partner_id, choices
            )

    # === RENDERING === #

    def _get_page(self, remittance_sudo):
        """Return what prepares the pages of a remittance.

        :param payment.remittance remittance_sudo: The remittance.
        :rtype: RemittancePage
        """
        return RemittancePage(
            remittance_sudo, request.env.user.partner_id, AmountWriter(request.env)
        )

    def _render_remittance(self, remittance_sudo, again=False, error=None, status=200):
        """Render the checkout of a remittance or its result.

        :param payment.remittance remittance_sudo: The remittance.
        :param bool again: Whether to show the checkout after a payment that went wrong.
        :param str error: What went wrong just now.
        :param int status: The HTTP status.
        :rtype: Response
        """
        page = self._get_page(remittance_sudo)
        values = {
            **self._prepare_portal_layout_values(),
            'page_name': 'remittance',
            'res_company': remittance_sudo.company_id,  # Shows the logo of who is paid.
            'remittance': page.prepare_summary(),
            'lines': page.prepare_lines(),
            'error': error,
        }
        result = remittance_sudo.result
        if result != 'open' and not (again and result in ('cancelled', 'failed')):
            template = 'account_payment_portal.portal_remittance_result'
            values.update(page.prepare_result())
        else:
            template = 'account_payment_portal.portal_remittance_checkout'
            values.update(self._prepare_checkout(page))
        return request.render(template, values, status=status)

    def _prepare_checkout(self, page):
        """Return what core's payment form needs.

        :param RemittancePage page: The page.
        :rtype: dict
        """
        remittance_sudo = page.remittance_sudo
        options = page.get_payment_options()
        return {
            **options,
            'obstacle': page.get_obstacle(),
            'amount': remittance_sudo.amount_total,
            'currency': remittance_sudo.currency_id,
            'partner_id': request.env.user.partner_id.id,
            'reference_prefix': remittance_sudo.name,
            'transaction_route': f'/my/remittances/{remittance_sudo.name}/transaction',
            'landing_route': f'/my/remittances/{remittance_sudo.name}',
            'show_tokenize_input_mapping': self._compute_show_tokenize_input_mapping(
                options['providers_sudo']
            ),
        }

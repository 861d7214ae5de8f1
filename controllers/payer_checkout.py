from werkzeug.exceptions import NotFound

from odoo import _
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.http import request

from odoo.addons.account_payment_portal.controllers.payer_documents import PayerDocuments
from odoo.addons.account_payment_portal.controllers.remittance_page import RemittancePage
from odoo.addons.account_payment_portal.models.amounts import AmountWriter

# How many documents are paid at once. Far beyond what anybody ticks by hand.
DOCUMENT_COUNT_MAX = 1000

# How many remittances come of one choice: as many as there are companies times currencies.
REMITTANCE_COUNT_MAX = 20

# No document has this id: stands for ids that are none, or not the payer's.
UNKNOWN_ID = 0

# What a transaction needs from the browser. Everything else comes from the remittance.
TRANSACTION_KEYS = (
    'provider_id',
    'payment_method_id',
    'token_id',
    'flow',
    'tokenization_requested',
)


class PayerCheckout(PayerDocuments):
    """From ticked documents to the result of the payment, for whoever pays; routes say who.

    The server decides what is paid: a browser picks documents and amounts once, these are checked
    and frozen, and every later request only names the frozen remittance.
    """

    # === STEPS === #

    def _choose(self, payer):
        """Freeze what the payer ticked and send him on to pay it.

        :param Payer payer: Who pays.
        :rtype: Response
        """
        typed = self._read_typed_amounts()
        try:
            remittances_sudo = self._freeze_choices(payer, typed)
        except ValidationError as error:
            return self._render_selection(payer, typed, error=error.args[0], status=422)
        if len(remittances_sudo) > 1:
            names = ','.join(remittances_sudo.mapped('name'))
            return request.redirect(f'{payer.remittances_url}?names={names}')
        return request.redirect(payer.get_remittance_url(remittances_sudo))

    def _render_remittances(self, payer, names):
        """Render what has to be paid in several payments, with a button for each.

        :param Payer payer: Who pays.
        :param str names: The names of the remittances, from outside.
        :rtype: Response
        :raise NotFound: If none of them is the payer's.
        """
        remittances_sudo = [
            self._get_own_remittance(payer, name)
            for name in names.split(',')[:REMITTANCE_COUNT_MAX]
        ]
        pages = [self._get_page(payer, each) for each in remittances_sudo if each]
        if not pages:
            raise NotFound()
        return request.render(
            'account_payment_portal.portal_my_remittances',
            {
                **self._prepare_payer_values(payer),
                'page_name': 'remittance',
                'remittances': [page.prepare_summary() for page in pages],
            },
        )

    def _settle_by_credit(self, payer, name):
        """Settle a remittance that credits cover wholly.

        :param Payer payer: Whose credits are used.
        :param str name: The remittance's name.
        :rtype: Response
        :raise NotFound: If the remittance is unknown or not his.
        """
        remittance_sudo = self._get_own_remittance_or_404(payer, name)
        try:
            with request.env.cr.savepoint():
                remittance_sudo._settle_by_credit()
        except UserError as error:
            return self._render_remittance(payer, remittance_sudo, error=error.args[0], status=422)
        return request.redirect(payer.get_remittance_url(remittance_sudo))

    def _pay(self, payer, name, kwargs):
        """Create the transaction that pays a remittance.

        The amount, the currency and the payer are those of the remittance, whatever the browser
        sends.

        :param Payer payer: Who pays.
        :param str name: The remittance's name.
        :param dict kwargs: What core's payment form sends to any transaction route.
        :return: The processing values of the transaction.
        :rtype: dict
        :raise NotFound: If the remittance is unknown or not his.
        :raise ValidationError: If it can't be paid, or not this way.
        """
        remittance_sudo = self._get_own_remittance_or_404(payer, name)
        # Core's script adds `payment_reference` to the call of every transaction route.
        self._validate_transaction_kwargs(
            kwargs, additional_allowed_keys=('access_token', 'payment_reference')
        )
        remittance_sudo._check_payable()
        params = {key: kwargs.get(key) for key in TRANSACTION_KEYS}
        if payer.portal is not None:
            params['tokenization_requested'] = False  # See :meth:`_get_tokenize_mapping`.
        self._check_payment_option(payer, remittance_sudo, params)
        tx_sudo = self._create_transaction(
            **params,
            amount=remittance_sudo.amount_total,
            currency_id=remittance_sudo.currency_id.id,
            partner_id=payer.partner.id,
            landing_route=payer.get_remittance_url(remittance_sudo),
            reference_prefix=name,
            custom_create_values={
                'remittance_id': remittance_sudo.id,
                'invoice_ids': [
                    Command.set(
                        remittance_sudo.line_ids.move_id.filtered(
                            lambda move: move.is_invoice()
                        ).ids
                    )
                ],
            },
        )
        return tx_sudo._get_processing_values()

    def _get_result(self, payer, name):
        """Book a payment that has arrived and tell what became of a remittance.

        :param Payer payer: Who asks.
        :param str name: The remittance's name.
        :return: A value of the remittance's `result`.
        :rtype: str
        :raise NotFound: If the remittance is unknown or not his.
        """
        remittance_sudo = self._get_own_remittance_or_404(payer, name)
        remittance_sudo.transaction_ids._post_process_if_done()
        remittance_sudo.invalidate_recordset(['result'])
        return remittance_sudo.result

    # === ACCESS === #

    def _get_own_remittance_or_404(self, payer, name):
        """Return a remittance of the payer.

        :param Payer payer: Who asks.
        :param str name: Its name, from outside.
        :rtype: payment.remittance
        :raise NotFound: If it is unknown or not his.
        """
        if remittance_sudo := self._get_own_remittance(payer, name):
            return remittance_sudo
        raise NotFound()

    def _check_payment_option(self, payer, remittance_sudo, params):
        """Make sure that the provider and the method or token are among those on offer.

        :param Payer payer: Who pays.
        :param payment.remittance remittance_sudo: The remittance.
        :param dict params: What the browser sent; see `TRANSACTION_KEYS`.
        :raise ValidationError: If they are not.
        """
        is_offered = self._get_page(payer, remittance_sudo).is_on_offer(params)
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

    def _freeze_choices(self, payer, typed):
        """Freeze what the customer ticked.

        :param Payer payer: Who pays.
        :param dict typed: See `_read_typed_amounts`.
        :rtype: payment.remittance
        :raise ValidationError: If it can't be paid; the message is for the customer.
        """
        if len(typed) > DOCUMENT_COUNT_MAX:
            raise ValidationError(
                _("Please pay %(count)s documents at most at once.", count=DOCUMENT_COUNT_MAX)
            )
        amounts = AmountWriter(request.env)
        # In sudo mode because payers have no access to documents of all companies.
        moves_sudo = request.env['account.move'].sudo().browse(typed).exists()
        own_ids = set(payer.filter_own(moves_sudo).ids)
        choices = {
            move_id if move_id in own_ids else UNKNOWN_ID: text
            if text is None
            else amounts.read_input(text)
            for move_id, text in typed.items()
        }
        # In sudo mode because payers have no access to remittances; it checks that all is of the
        # payer's commercial entity.
        with request.env.cr.savepoint():
            return request.env['payment.remittance'].sudo()._freeze(payer.partner, choices)

    # === RENDERING === #

    def _get_page(self, payer, remittance_sudo):
        """Return what prepares the pages of a remittance.

        :param Payer payer: Who looks at them.
        :param payment.remittance remittance_sudo: The remittance.
        :rtype: RemittancePage
        """
        return RemittancePage(remittance_sudo, payer, payer.make_amount_writer(request.env))

    def _render_remittance(self, payer, remittance_sudo, again=False, error=None, status=200):
        """Render the checkout of a remittance or its result.

        :param Payer payer: Who pays.
        :param payment.remittance remittance_sudo: The remittance.
        :param bool again: Whether to show the checkout after a payment that went wrong.
        :param str error: What went wrong just now.
        :param int status: The HTTP status.
        :rtype: Response
        """
        page = self._get_page(payer, remittance_sudo)
        values = {
            **self._prepare_payer_values(payer),
            'page_name': 'remittance',
            'res_company': remittance_sudo.company_id,  # Shows the logo of who is paid.
            'remittance': page.prepare_summary(),
            'lines': page.prepare_lines(),
            'contact_cards': self._prepare_contact_cards(
                payer, remittance_sudo.line_ids.move_id.ids
            ),
            'error': error,
        }
        result = remittance_sudo.result
        if result != 'open' and not (again and result in ('cancelled', 'failed')):
            template = 'account_payment_portal.portal_remittance_result'
            values.update(page.prepare_result())
        else:
            template = 'account_payment_portal.portal_remittance_checkout'
            values.update(self._prepare_checkout(payer, page))
        return request.render(template, values, status=status)

    def _get_tokenize_mapping(self, payer, providers_sudo):
        """Return for which providers the payer can save his card.

        A guest can't: the next guest of the same customer would pay with it.

        :param Payer payer: Who pays.
        :param payment.provider providers_sudo: The providers on offer.
        :rtype: dict
        """
        if payer.portal is not None:
            return dict.fromkeys(providers_sudo.ids, False)
        return self._compute_show_tokenize_input_mapping(providers_sudo)

    def _get_preview_obstacle(self, payer):
        """Return why nothing can be paid in a preview.

        :param Payer payer: Who looks.
        :return: The reason in plain words; None if it is no preview.
        :rtype: str | None
        """
        return _("This is a preview: the customer can pay here.") if payer.is_preview else None

    def _prepare_checkout(self, payer, page):
        """Return what core's payment form needs.

        :param Payer payer: Who pays.
        :param RemittancePage page: The page.
        :rtype: dict
        """
        remittance_sudo = page.remittance_sudo
        options = page.get_payment_options()
        return {
            **options,
            'obstacle': self._get_preview_obstacle(payer) or page.get_obstacle(),
            'amount': remittance_sudo.amount_total,
            'currency': remittance_sudo.currency_id,
            'partner_id': payer.partner.id,
            'reference_prefix': remittance_sudo.name,
            'transaction_route': f'{payer.get_remittance_url(remittance_sudo)}/transaction',
            'landing_route': payer.get_remittance_url(remittance_sudo),
            'show_tokenize_input_mapping': self._get_tokenize_mapping(
                payer, options['providers_sudo']
            ),
        }

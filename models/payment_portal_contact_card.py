"""What customers see of the company: whom they can ask, and where they can transfer money."""

from urllib.parse import urlsplit

from odoo import fields, models
from odoo.fields import Domain

# The fields of Odoo's `social_media`, which stays optional; what each is called and its icon.
SOCIAL_NETWORKS = {
    'social_facebook': ("Facebook", 'fa-facebook'),
    'social_instagram': ("Instagram", 'fa-instagram'),
    'social_linkedin': ("LinkedIn", 'fa-linkedin'),
    'social_twitter': ("X", 'fa-twitter'),
    'social_youtube': ("YouTube", 'fa-youtube'),
    'social_tiktok': ("TikTok", 'fa-tiktok'),
    'social_github': ("GitHub", 'fa-github'),
    'social_discord': ("Discord", 'fa-comments'),
}


class PaymentPortal(models.Model):
    _inherit = 'payment.portal'

    bank_journal_ids = fields.Many2many(
        string="Shown Accounts",
        help="The journals whose bank accounts customers see. Only accounts that are marked as"
        " trusted are ever shown.",
        comodel_name='account.journal',
        domain="[('type', '=', 'bank'), ('bank_account_id', '!=', False),"
        " ('company_id', 'parent_of', company_id)]",
        check_company=True,
    )

    # === BUSINESS METHODS - CONTACT CARD === #

    def _prepare_contact_cards(self):
        """Return what customers see of the companies of the portals.

        What is switched off is not in it, so that no page can show it.

        Shape: `[{'name': str, 'address': str, 'phone': str, 'email': str, 'website': str or None,
            'networks': [{'name', 'icon', 'url': str}], 'accounts': [see `_prepare_account`]}]`

        :return: A dict for each portal; what is unknown is empty.
        :rtype: list[dict]
        """
        # In sudo mode because customers may read neither portals nor companies.
        return [portal._prepare_contact_card() for portal in self.sudo()]

    def _prepare_contact_card(self):
        """Return one card; see :meth:`_prepare_contact_cards`.

        :rtype: dict
        """
        self.ensure_one()
        company = self.company_id
        return {
            'name': company.name,
            'address': self.show_address and self._get_shown_address(),
            'phone': self.show_phone and company.phone,
            'email': company.email,
            'website': _get_web_address(company.website),
            'networks': self._get_shown_networks() if self.show_social else [],
            'accounts': [self._prepare_account(each) for each in self._get_shown_accounts()],
        }

    def _prepare_account(self, account):
        """Return how a bank account is shown.

        :param res.partner.bank account: The account, in sudo mode.
        :rtype: dict
        """
        return {
            'number': _group_iban(account) if account.acc_type == 'iban' else account.acc_number,
            'holder': account.acc_holder_name or account.partner_id.name,
            'bank': account.bank_id.name,
            'bic': account.bank_id.bic,
            'currency': account.currency_id.name,
        }

    # === GETTERS - CONTACT CARD === #

    def _get_shown_address(self):
        """Return the address of the company, line by line.

        :rtype: str
        """
        lines = self.company_id.partner_id._display_address(without_company=True).splitlines()
        return '\n'.join(line for line in map(str.strip, lines) if line)

    def _get_shown_networks(self):
        """Return the social networks in which the company is.

        :rtype: list[dict]
        """
        company = self.company_id
        networks = [
            {'name': name, 'icon': icon, 'url': _get_web_address(company[field])}
            for field, (name, icon) in SOCIAL_NETWORKS.items()
            if field in company._fields
        ]
        return [network for network in networks if network['url']]

    def _get_shown_accounts(self):
        """Return the bank accounts to which customers can transfer money.

        :return: Those of the chosen journals, else of all of the company's; trusted ones only, as
            for core's invoices. In sudo mode.
        :rtype: res.partner.bank
        """
        if not self.show_bank_account:
            return self.env['res.partner.bank']
        # Archived ones count as chosen, or all others would be shown once they are archived.
        chosen = self.with_context(active_test=False).bank_journal_ids
        journals = chosen or self.env['account.journal'].search(
            Domain('type', '=', 'bank')
            & Domain(self.env['account.journal']._check_company_domain(self.company_id))
        )
        return journals.filtered('active').bank_account_id.filtered('allow_out_payment')


def _get_web_address(text):
    """Return an address that leads to a web page and can do nothing else.

    :param str|bool text: What staff typed.
    :return: The address; None if it is none.
    :rtype: str | None
    """
    address = (text or '').strip()
    if address and '//' not in address and ':' not in address:
        address = f'https://{address}'
    return address if urlsplit(address).scheme in ('http', 'https') else None


def _group_iban(account):
    """Return an IBAN in groups of four, as it is printed.

    :param res.partner.bank account: The account.
    :rtype: str
    """
    number = account.sanitized_acc_number
    return ' '.join(number[start : start + 4] for start in range(0, len(number), 4))

from typing import NamedTuple

from odoo.models import BaseModel

from odoo.addons.account_payment_portal.models.amounts import AmountWriter


class Payer(NamedTuple):
    """Who looks at documents and pays them, what is his, and where his pages are.

    Everything that pages show or take is checked against it, whoever he is: a portal user, a guest
    of a payment portal, or the holder of a link.

    Shape: `partner` is a `res.partner` of the customer's commercial entity, `companies` the
        `res.company` records whose documents he sees, `move_ids` the only documents that he sees
        (None for all of them), `portal` the `payment.portal` whose guest he is (None for somebody
        who is logged in), `is_preview` whether staff looks at his pages in his place
    """

    partner: BaseModel
    companies: BaseModel
    documents_url: str
    remittances_url: str
    layout: str
    move_ids: tuple | None = None
    portal: BaseModel | None = None
    is_preview: bool = False

    def get_document_url(self, move):
        """Return where the payer reads a document.

        :param account.move move: The document.
        :return: The address; None for entries that are no documents.
        :rtype: str | None
        """
        return f'{self.documents_url}/{move.id}' if move.move_type != 'entry' else None

    def get_pdf_url(self, move):
        """Return where the payer opens the PDF of a document.

        :param account.move move: The document.
        :return: The address; None for guests, whose page of the document it is, and for entries
            that are no documents.
        :rtype: str | None
        """
        is_document = self.portal is None and move.move_type != 'entry'
        return f'{self.documents_url}/{move.id}/pdf' if is_document else None

    def get_remittance_url(self, remittance):
        """Return where the payer pays a remittance and reads what became of it.

        :param payment.remittance remittance: The remittance.
        :rtype: str
        """
        return f'{self.remittances_url}/{remittance.name}'

    @property
    def base_url(self):
        """Return below what address all pages of the payer are.

        :rtype: str
        """
        return self.documents_url.rpartition('/')[0]

    @property
    def payments_url(self):
        """Return where the payer reads what he has paid.

        :rtype: str
        """
        return f'{self.base_url}/payments'

    @property
    def statement_url(self):
        """Return where the payer reads his statement of account.

        :return: The address; None for the holder of a link to a few documents.
        :rtype: str | None
        """
        return f'{self.base_url}/statement' if self.move_ids is None else None

    def get_receipt_url(self, move):
        """Return where the payer gets the receipt of a payment.

        :param account.move move: The journal entry that books it.
        :return: The address; None without an entry.
        :rtype: str | None
        """
        return f'{self.payments_url}/{move.id}/receipt' if move else None

    @property
    def history_url(self):
        """Return where the payer reads what he has bought.

        :return: The address; None for the holder of a link to a few documents.
        :rtype: str | None
        """
        parent = self.documents_url.rpartition('/')[0]
        return f'{parent}/history' if self.move_ids is None else None

    def make_amount_writer(self, env):
        """Return what writes amounts for the payer.

        :param Environment env: The environment, in his language.
        :rtype: AmountWriter
        """
        # The company of who is nobody says nothing.
        return AmountWriter(env, self.companies & env.company or self.companies[:1])

    def filter_own(self, moves_sudo):
        """Return those of some documents of the payer's commercial entity that he may see.

        :param account.move moves_sudo: The documents, in sudo mode.
        :rtype: account.move
        """
        return moves_sudo.filtered(
            lambda move: (
                move.company_id in self.companies
                and (self.move_ids is None or move.id in self.move_ids)
            )
        )

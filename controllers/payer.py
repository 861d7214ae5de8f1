from typing import NamedTuple

from odoo.models import BaseModel


class Payer(NamedTuple):
    """Who looks at documents and pays them, what is his, and where his pages are.

    Everything that pages show or take is checked against it, whoever he is: a portal user, a guest
    of a payment portal, or the holder of a link.

    Shape: `partner` is a `res.partner` of the customer's commercial entity, `companies` the
        `res.company` records whose documents he sees, `move_ids` the only documents that he sees
        (None for all of them), `portal` the `payment.portal` whose guest he is (None for somebody
        who is logged in)
    """

    partner: BaseModel
    companies: BaseModel
    documents_url: str
    remittances_url: str
    layout: str
    move_ids: tuple | None = None
    portal: BaseModel | None = None

    def get_document_url(self, move):
        """Return where the payer reads a document.

        :param account.move move: The document.
        :return: The address; None for entries that are no documents.
        :rtype: str | None
        """
        return f'{self.documents_url}/{move.id}' if move.move_type != 'entry' else None

    def get_remittance_url(self, remittance):
        """Return where the payer pays a remittance and reads what became of it.

        :param payment.remittance remittance: The remittance.
        :rtype: str
        """
        return f'{self.remittances_url}/{remittance.name}'

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

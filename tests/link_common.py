"""What the tests of payment links share."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tools import SQL

from odoo.addons.account_payment_portal.models.payment_portal_link_visit import LinkVisitor

PERSON = LinkVisitor(
    address='198.51.100.7',
    user_agent='Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0',
    browser='firefox, linux',
    is_prefetch=False,
    has_language=True,
    is_robot=False,
)


class LinkCommon:
    """Mixin for test classes that have `portal` and `customer`: makes links, and ends them."""

    @classmethod
    def _issue(cls, moves=None, **values):
        """Make a link to documents, or to the whole account if there are none.

        :rtype: IssuedLink
        """
        return cls._issue_as(cls.env.user, moves, **values)

    @classmethod
    def _issue_as(cls, user, moves=None, **values):
        """Make a link as a user.

        :rtype: IssuedLink
        """
        [issued] = (
            cls.env['payment.portal.link']
            .with_user(user)
            ._issue([cls._prepare_link(moves, **values)])
        )
        return issued

    @classmethod
    def _prepare_link(cls, moves=None, **values):
        return {
            'portal_id': cls.portal.id,
            'partner_id': cls.customer.id,
            'scope': 'documents' if moves else 'account',
            'move_ids': [Command.set(moves.ids if moves else [])],
            **values,
        }

    def _get_token(self, issued):
        """Return the secret part of an address.

        :rtype: str
        """
        return issued.url.rpartition('/')[2]

    def _find(self, issued):
        """Return the link that an address leads to, if it works.

        :rtype: payment.portal.link
        """
        link = self.env['payment.portal.link']._get_by_token(self._get_token(issued))
        return link if link._is_working() else link.browse()

    def _set_expiry(self, link, moment):
        """Let a link expire at a moment, which may be in the past."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE payment_portal_link SET expires_at = %s WHERE id = %s", moment, link.id)
        )
        self.env.invalidate_all()

    def _expire(self, link):
        self._set_expiry(link, fields.Datetime.now() - timedelta(seconds=1))

    def _use_up(self, link):
        link.sudo().write({'use_max': 2, 'use_count': 2})

    def _open_session(self, link):
        """Open the link, as a person does, and return the token of the session.

        :rtype: str
        """
        return link.sudo()._open(PERSON)

    def _is_signed_in(self, token):
        return bool(self.env['payment.portal.session']._get_valid(token, self.portal))

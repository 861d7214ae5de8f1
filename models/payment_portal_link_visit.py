import re
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models

from odoo.addons.account_payment_portal.models.sign_in_limits import Visitor

# Programs that open the links of mails, besides those that tell it by the usual words. Some pass
# themselves off as a browser: theirs count as looks, which open nothing either.
SCANNERS = re.compile(
    'barracuda|bitdefender|cloudmark|fireeye|forcepoint|fortinet|ironport|mailscanner|mimecast|'
    'proofpoint|sophos|symantec|trendmicro|urldefense|zscaler|'
    'headless|phantomjs|python|java/|go-http-client|okhttp|libwww|axios|node-fetch|http-?client|'
    'monitor|validator|scan',
    re.IGNORECASE,
)

# Whoever looks again within this time is not noted again.
ONE_LOOK = timedelta(minutes=10)

# Looks and late visits of a link beyond these are not noted: a log must not fill the disk.
MOST_LOOKS = 200


class LinkVisitor(NamedTuple):
    """Who opens the address of a link, as far as a server can know.

    - `address`: the address of the client
    - `user_agent`: what his program says it is
    - `browser`: the same in two words, such as 'firefox, linux'
    - `is_prefetch`: whether it asks only in case it is needed
    - `has_language`: whether it says which language it wants, as every browser of a person does
    - `is_robot`: whether Odoo takes it for a robot
    """

    address: str
    user_agent: str
    browser: str
    is_prefetch: bool
    has_language: bool
    is_robot: bool

    @property
    def is_person(self):
        """Return whether this can be a person: nothing says that it is a program.

        :rtype: bool
        """
        return (
            bool(self.user_agent)
            and self.has_language
            and not self.is_prefetch
            and not self.is_robot
            and not SCANNERS.search(self.user_agent)
        )


class PaymentPortalLinkVisit(models.Model):
    """What was done with a link.

    Who only looked may be a person or a mail scanner in disguise; who went on ('opened', 'refused')
    has pressed a button.
    """

    _name = 'payment.portal.link.visit'
    _description = "Visit by a Payment Link"
    _order = 'id desc'
    _rec_name = 'kind'
    _log_access = False  # `at` tells it, and nobody is logged in.

    link_id = fields.Many2one(
        comodel_name='payment.portal.link', required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='link_id.company_id')
    at = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    kind = fields.Selection(
        string="What",
        selection=[
            ('robot', "Robot looked"),
            ('looked', "Looked"),
            ('opened', "Opened"),
            ('refused', "Not for him"),
            ('late', "Came too late"),
        ],
        required=True,
        help="Robot looked: a program such as a mail scanner. Looked: somebody saw the first page,"
        " perhaps a program in disguise. Opened: somebody went on to the documents. Not for him:"
        " somebody said so. Came too late: the link did not work any more.",
    )
    network = fields.Char(
        help="The network from which the visitor came; no single address is kept."
    )
    browser = fields.Char()

    # === BUSINESS METHODS === #

    @api.model
    def _log(self, link, kind, visitor):
        """Note a visit; those that say nothing new are left out.

        :param payment.portal.link link: The link.
        :param str kind: What was done.
        :param LinkVisitor visitor: By whom.
        """
        values = {
            'link_id': link.id,
            'kind': kind,
            'network': Visitor.from_address(visitor.address).network,
            'browser': visitor.browser,
        }
        if kind in ('opened', 'refused') or not self._is_known(values):
            self.sudo().create(values)  # Guests may write nothing.

    def _is_known(self, values):
        """Return whether a look is on record already, or too many are.

        :param dict values: The values of the visit.
        :rtype: bool
        """
        same = [(name, '=', value) for name, value in values.items()]
        recent = ('at', '>', fields.Datetime.now() - ONE_LOOK)
        # In sudo mode because guests may read nothing.
        visits_sudo = self.sudo()
        looks = [('link_id', '=', values['link_id']), ('kind', '=', values['kind'])]
        return bool(
            visits_sudo.search_count([*same, recent], limit=1)
            or visits_sudo.search_count(looks, limit=MOST_LOOKS) >= MOST_LOOKS
        )

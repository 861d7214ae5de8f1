from . import base_partner_merge
from . import payment_portal_issue_key
from . import payment_portal_share_link
from . import payment_portal_share_link_line
from . import payment_portal_shown_link
from . import portal_wizard
from . import portal_wizard_note
from . import portal_wizard_user

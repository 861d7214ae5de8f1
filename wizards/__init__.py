from . import base_partner_merge
from . import payment_portal_issue_key
from . import portal_wizard
from . import portal_wizard_note
from . import portal_wizard_user

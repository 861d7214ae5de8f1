from . import payment_portal_issue_key

from odoo.addons.account_payment_portal.models.amounts import AmountWriter  # noqa: F401 - for others

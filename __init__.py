from odoo.addons.payment import reset_payment_provider, setup_provider

from . import controllers
from . import models
from . import wizards
from . import demo


def post_init_hook(env):
    setup_provider(env, 'transbank')


def uninstall_hook(env):
    reset_payment_provider(env, 'transbank')
    portals = env['payment.portal'].with_context(active_test=False)
    portals.search([('is_website_menu_offered', '=', True)])._leave_websites()

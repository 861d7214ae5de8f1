"""The payment portals of the companies and what customers can pay with."""

from markupsafe import Markup

from odoo import Command

from dev.demo.logins import GUEST_SLUG
from dev.demo.server import LANGUAGES
from dev.simulators.webpay.settings import (
    INTEGRATION_CODE,
    INTEGRATION_SECRET,
    USD_CODE,
    USD_SECRET,
)

# What each portal is like, and its name in Spanish.
PORTALS = {
    'cl': (
        {
            'name': "Comercial Andina payments",
            'slug': GUEST_SLUG,
            'notification_email': 'cobranza@andina.example.com',
            'show_bank_account': True,
            'allow_meetings': True,
            'meeting_location': "Av. Providencia 1650, Of. 804, or by phone",
        },
        "Pagos Comercial Andina",
    ),
    'es': (
        {
            'name': "Comercial Andina España payments",
            'slug': 'andina-es',
            'notification_email': 'cobros@andina.example.com',
            'show_bank_account': True,
        },
        "Pagos Comercial Andina España",
    ),
}


def build(world):
    """Open the portals and publish the providers; what isn't installed is left out."""
    _create_portals(world)
    _set_up_webpay(world)
    for company in ('cl', 'es'):
        _set_up_wire_transfer(world, company)
    _set_up_demo_provider(world)


def _create_portals(world):
    if 'payment.portal' not in world.env:
        world.say("  the add-on isn't installed: no payment portals")
        return
    for key, (values, spanish) in PORTALS.items():
        company = world.get(f'company_{key}')
        portals = world.model('payment.portal', company).with_context(active_test=False)
        portal = portals.search([('company_id', '=', company.id)]) or portals.create(
            {'name': values['name'], 'company_id': company.id}
        )
        portal.write({**values, 'active': True, 'allow_partial': True})
        for language in LANGUAGES:
            portal.with_context(lang=language).name = spanish
        world.keep(f'portal_{key}', portal)


def _set_up_webpay(world):
    if not _is_offered(world, 'transbank'):
        world.say("  no Transbank provider")
        return
    company = world.get('company_cl')
    journal = world.keep(
        'journal_webpay',
        world.model('account.journal', company).create(
            {'name': "Webpay", 'type': 'bank', 'code': 'WEBP', 'company_id': company.id}
        ),
    )
    provider = _get_provider(world, company, 'transbank')
    values = {
        'transbank_commerce_code': INTEGRATION_CODE,
        'transbank_api_key': INTEGRATION_SECRET,
        'transbank_commerce_code_usd': USD_CODE,
        'transbank_api_key_usd': USD_SECRET,
    }
    if world.settings.simulator_url:
        values['transbank_base_url'] = world.settings.simulator_url
    provider.write({**values, 'state': 'test', 'is_published': True})
    provider.journal_id = journal
    _offer_method(provider, world.env.ref('payment.payment_method_webpay'))
    world.keep('provider_webpay', provider)


def _set_up_wire_transfer(world, key):
    company = world.get(f'company_{key}')
    journal = world.get(f'bank_{key}')
    provider = _get_provider(world, company, 'custom', ('custom_mode', '=', 'wire_transfer'))
    provider.write(
        {
            'state': 'enabled',
            'is_published': True,
            'pending_msg': Markup(
                "<p>Please transfer the amount to <b>{account}</b> of {company}"
                " and name the reference of the payment.</p>"
            ).format(account=journal.bank_account_id.acc_number, company=company.name),
        }
    )
    provider.journal_id = journal
    _offer_method(provider, world.env.ref('payment_custom.payment_method_wire_transfer'))
    world.keep(f'provider_transfer_{key}', provider)


def _set_up_demo_provider(world):
    """Let Spain pay with Odoo's own test provider; Chile pays by Webpay."""
    if not _is_offered(world, 'demo'):
        return
    company = world.get('company_cl')
    world.env['payment.provider'].search(
        [('code', '=', 'demo'), ('company_id', '=', company.id)]
    ).state = 'disabled'
    company = world.get('company_es')
    provider = _get_provider(world, company, 'demo')
    provider.write({'state': 'test', 'is_published': True})
    provider.journal_id = world.get('bank_es')
    world.keep('provider_demo', provider)


def _is_offered(world, code):
    return code in world.env['payment.provider']._fields['code'].get_values(world.env)


def _get_provider(world, company, code, *domain):
    """Return the provider of the company, copied from another company's when it has none.

    :rtype: payment.provider
    """
    providers = world.env['payment.provider'].search([('code', '=', code), *domain])
    own = providers.filtered(lambda provider: provider.company_id == company)[:1]
    provider = own or providers[:1].copy({'company_id': company.id})
    return world.model('payment.provider', company).browse(provider.id)


def _offer_method(provider, method):
    provider.payment_method_ids = [Command.link(method.id)]
    method.active = True

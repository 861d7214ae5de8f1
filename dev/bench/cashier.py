"""Pay a hundred documents whenever a line comes in; a process with Odoo inside.

Run: `python -m dev.bench.cashier CONFIGURATION DATABASE`. Answers each line with the queries and
seconds of one payment, as JSON. Does what the routes do that create a transaction and that process
it; the pages around them are not measured.
"""

import json
import sys
import time

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tools import config

from dev.bench.customers import PAYER

_COUNT = 100


def main(configuration, database):
    """Pay once for each line of the input."""
    config.parse_config(['-c', configuration, '-d', database])
    registry = Registry(database)
    for number, _line in enumerate(sys.stdin):
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            print(json.dumps(_pay(env, f'BENCH/{number}')), flush=True)


def _pay(env, reference):
    """Pay the next open invoices and return the cost."""
    user = env['res.users'].search([('login', '=', PAYER.login)])
    provider = env['payment.provider'].search([('code', '=', 'demo'), ('state', '=', 'test')])
    invoice_ids = _find_open_invoices(env, user.partner_id)
    user_env = env(user=user)
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()

    tx = _create_transaction(user_env, provider.with_env(user_env).sudo(), invoice_ids, reference)
    tx._set_done()
    tx._post_process()
    env.cr.flush()  # Writes all, and does what waits for the commit: messages of tracked fields.

    cost = {
        'queries': env.cr.sql_log_count - queries,
        'seconds': time.perf_counter() - start,
    }
    _check_paid(env, invoice_ids)
    return cost


def _find_open_invoices(env, partner):
    """Return the ids of a hundred open invoices of a customer."""
    domain = [('partner_id', '=', partner.id), ('payment_state', '=', 'not_paid')]
    invoices = env['account.move'].search(
        [*domain, ('move_type', '=', 'out_invoice')], order='id', limit=_COUNT
    )
    return invoices.ids


def _create_transaction(env, provider, invoice_ids, reference):
    """Return a transaction that pays invoices, created as the route of core or of ours does."""
    invoices = env['account.move'].sudo().browse(invoice_ids)
    if 'payment.remittance' in env:
        remittance = _freeze(env, provider, invoice_ids)
        values = {'amount': remittance.amount_total, 'remittance_id': remittance.id}
        reference = remittance.name
    else:
        values = {'amount': sum(invoices.mapped('amount_residual'))}
    transactions = env['payment.transaction'].sudo()
    invoice_values = {'invoice_ids': [Command.set(invoice_ids)]}
    tx = transactions.create(
        {
            'provider_id': provider.id,
            'payment_method_id': provider.payment_method_ids[:1].id,
            'reference': transactions._compute_reference(
                provider.code, prefix=reference, **invoice_values
            ),
            'currency_id': invoices[0].currency_id.id,
            'partner_id': env.user.partner_id.id,
            'operation': 'online_direct',
            **invoice_values,
            **values,
        }
    )
    tx._log_sent_message()
    return tx


def _freeze(env, provider, invoice_ids):
    """Return a remittance over invoices, checked as before each payment."""
    remittance = (
        env['payment.remittance'].sudo()._freeze(env.user.partner_id, dict.fromkeys(invoice_ids))
    )
    remittance._check_payable()
    if provider not in remittance._get_compatible_providers():
        raise AssertionError(f'{provider.name} is not offered.')
    return remittance


def _check_paid(env, invoice_ids):
    """Make sure that the work was done.

    :raise AssertionError: If an invoice is still open.
    """
    invoices = env['account.move'].browse(invoice_ids)
    if len(invoices) != _COUNT or any(invoices.mapped('amount_residual')):
        raise AssertionError('Not all documents were paid.')


if __name__ == '__main__':
    main(*sys.argv[1:])

"""Fill a database of stock Odoo with the benchmarks' data set; runs inside `odoo shell`.

Some invoices are made by Odoo itself. The rest are copies of these, made by SQL as exactly as the
rows of Odoo's own: with their lines, taxes and followers.
"""

from datetime import timedelta

from odoo import Command, fields

from dev.bench.customers import CUSTOMERS, PASSWORD

# As different as on real lists, where hardly an amount comes twice on a page.
_PRICES = tuple(round(18.37 + 41.93 * number, 2) for number in range(97))
_OLDEST_AGE = 700  # days; the copies spread over them

# How the columns of a copy differ from those of its original.
_MOVE = {
    'id': 'copy.id',
    'partner_id': 'copy.partner_id',
    'commercial_partner_id': 'copy.partner_id',
    'partner_shipping_id': 'copy.partner_id',
    'name': 'copy.name',
    'payment_reference': 'copy.name',
    'sequence_prefix': "'BENCH/'",
    'sequence_number': 'copy.id',
    'access_token': 'NULL',
    'date': 'copy.date',
    'invoice_date': 'copy.date',
    'invoice_date_due': 'copy.date',
}
_LINE = {
    'id': 'copy.id',
    'move_id': 'copy.move_id',
    'move_name': 'copy.name',
    'partner_id': 'copy.partner_id',
    'date': 'copy.date',
    'invoice_date': 'copy.date',
    'date_maturity': 'CASE WHEN original.date_maturity IS NOT NULL THEN copy.date END',
}
_FOLLOWER = {
    'id': 'copy.id',
    'res_id': 'copy.move_id',
    'partner_id': 'copy.partner_id',
}


def fill(env):
    """Create the customers, their logins and their invoices."""
    customers = _create_customers(env)
    originals = _create_originals(env)
    _set_up_provider(env)
    env.flush_all()
    _plan_copies(env.cr, originals, customers)
    _copy_rows(env.cr, 'account_move', 'bench_move', _MOVE)
    _copy_rows(env.cr, 'account_move_line', 'bench_line', _LINE)
    for table in ('account_move_line_account_tax_rel', 'account_account_tag_account_move_line_rel'):
        column = 'account_move_line_id'
        _copy_rows(env.cr, table, 'bench_line', {column: 'copy.id'}, key=column)
    _copy_rows(env.cr, 'mail_followers', 'bench_follower', _FOLLOWER)
    table, column = 'mail_followers_mail_message_subtype_rel', 'mail_followers_id'
    _copy_rows(env.cr, table, 'bench_follower', {column: 'copy.id'}, key=column)


def _create_customers(env):
    """Return the commercial partners of the customers with the number of their documents."""
    users = (
        env['res.users']
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    'name': customer.login,
                    'login': customer.login,
                    'password': PASSWORD,
                    'email': f'{customer.login}@example.com',
                    'group_ids': [Command.set([env.ref('base.group_portal').id])],
                    'customer_rank': customer.documents,
                }
                for customer in CUSTOMERS
            ]
        )
    )
    return [
        (user.partner_id.id, customer.documents)
        for user, customer in zip(users, CUSTOMERS, strict=True)
    ]


def _set_up_provider(env):
    """Give the provider its journal, which Odoo otherwise does while it books the first payment."""
    provider = env['payment.provider'].search([('code', '=', 'demo'), ('state', '=', 'test')])
    provider.journal_id = provider.journal_id


def _create_originals(env):
    """Return the ids of posted invoices of a customer who does not look at his list."""
    partner = env['res.partner'].create({'name': "Benchmark", 'email': 'bench@example.com'})
    invoices = env['account.move'].create(
        [
            {
                'move_type': 'out_invoice',
                'partner_id': partner.id,
                'invoice_date': fields.Date.today() - timedelta(days=_OLDEST_AGE),
                'invoice_line_ids': [
                    Command.create(
                        {
                            'name': "Service",
                            'price_unit': price,
                            'tax_ids': [Command.set(env.company.account_sale_tax_id.ids)],
                        }
                    )
                ],
            }
            for price in _PRICES
        ]
    )
    invoices.action_post()
    return invoices.ids


def _plan_copies(cr, originals, customers):
    """Make tables that say which row becomes which: id of the copy and what is new in it."""
    cr.execute(
        """
        CREATE TEMPORARY TABLE bench_move ON COMMIT DROP AS
        SELECT original.id AS original_id, nextval('account_move_id_seq') AS id,
               customer.partner_id, 'BENCH/' || customer.partner_id || '/' || number AS name,
               original.date + number %% %(days)s AS date
          FROM unnest(%(partner_ids)s, %(counts)s) AS customer (partner_id, documents)
    CROSS JOIN LATERAL generate_series(1, customer.documents) number
          JOIN account_move original
            ON original.id = (%(originals)s)[1 + number %% cardinality(%(originals)s)]
        """,
        {
            'days': _OLDEST_AGE,
            'partner_ids': [partner_id for partner_id, _count in customers],
            'counts': [count for _partner_id, count in customers],
            'originals': originals,
        },
    )
    cr.execute(
        """
        CREATE TEMPORARY TABLE bench_line ON COMMIT DROP AS
        SELECT line.id AS original_id, nextval('account_move_line_id_seq') AS id,
               move.id AS move_id, move.partner_id, move.name, move.date
          FROM account_move_line line
          JOIN bench_move move ON move.original_id = line.move_id;
        CREATE TEMPORARY TABLE bench_follower ON COMMIT DROP AS
        SELECT follower.id AS original_id, nextval('mail_followers_id_seq') AS id,
               move.id AS move_id,
               -- The customer follows his invoices; the salesperson remains.
               CASE WHEN follower.partner_id = original.partner_id
                    THEN move.partner_id ELSE follower.partner_id END AS partner_id
          FROM mail_followers follower
          JOIN bench_move move ON move.original_id = follower.res_id
          JOIN account_move original ON original.id = move.original_id
         WHERE follower.res_model = 'account.move'
        """
    )


def _copy_rows(cr, table, plan, changes, key='id'):
    """Copy the rows of a table as planned.

    :param cr: The cursor.
    :param table: The table.
    :param plan: The table that pairs each original with its copies.
    :param changes: SQL for the columns that differ; `copy` is the row of the plan.
    :param key: The column that holds the original's id.
    """
    cr.execute(
        """
        SELECT column_name FROM information_schema.columns
         WHERE table_name = %s AND table_schema = current_schema
        """,
        [table],
    )
    columns = [name for (name,) in cr.fetchall()]
    values = [changes.get(name, f'original."{name}"') for name in columns]
    cr.execute(
        f"""
        INSERT INTO {table} ({', '.join(f'"{name}"' for name in columns)})
        SELECT {', '.join(values)}
          FROM {table} original
          JOIN {plan} copy ON copy.original_id = original.{key}
        """
    )

"""What customers paid before: whole documents, parts of them, and money on account."""

from dev.demo.documents import name_of
from dev.demo.documents_data import DOCUMENTS, ON_ACCOUNT


def build(world):
    """Book the payments of each company in one batch and reconcile them in one plan."""
    for company in ('cl', 'es'):
        _pay_documents(world, company)
        _receive_on_account(world, company)


def _pay_documents(world, company):
    documents = [document for document in DOCUMENTS if document.company == company]
    paid = [
        (world.get(name_of(document, index)), document)
        for index, document in enumerate(documents)
        if document.paid
    ]
    payments = _post(
        world,
        company,
        [
            {
                'partner_id': move.partner_id.id,
                'amount': move.currency_id.round(move.amount_total * document.paid),
                'currency_id': move.currency_id.id,
                # About when it was due, but never in the future.
                'date': world.day(max(document.days_ago - 28, 1)),
                'memo': move.name,
            }
            for move, document in paid
        ],
    )
    payments.env['account.move.line']._reconcile_plan(
        [
            _get_receivables(move) | _get_receivables(payment.move_id)
            for (move, _document), payment in zip(paid, payments, strict=True)
        ]
    )
    world.say(f"  {len(payments)} payments of {payments.company_id.name}")


def _receive_on_account(world, company):
    payments = _post(
        world,
        company,
        [
            {
                'partner_id': world.get(f'partner_{customer}').id,
                'amount': amount,
                'date': world.day(days_ago),
                'memo': "Transfer without a document number",
            }
            for owner, customer, amount, days_ago in ON_ACCOUNT
            if owner == company
        ],
    )
    for index, payment in enumerate(payments):
        world.keep(f'on_account_{company}_{index}', payment)


def _post(world, company, vals_list):
    """Create and post incoming payments on the bank journal of the company.

    :return: The payments, in the order of the values.
    :rtype: account.payment
    """
    journal = world.get(f'bank_{company}')
    payments = world.model('account.payment', journal.company_id).create(
        [
            {
                'payment_type': 'inbound',
                'partner_type': 'customer',
                'journal_id': journal.id,
                **values,
            }
            for values in vals_list
        ]
    )
    payments.action_post()
    return payments


def _get_receivables(move):
    return move.line_ids.filtered(
        lambda line: line.account_id.account_type == 'asset_receivable' and not line.reconciled
    )

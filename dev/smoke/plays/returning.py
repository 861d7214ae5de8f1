"""Plays of payers who come back more than once."""

from decimal import Decimal

from .. import expect, outside
from ..portal import plain
from ..settings import CUSTOMER
from ..stage import Stage

_RETURN = '/payment/transbank/return?token_ws='
_PARALLEL_RETURNS = 8


def return_twice(stage: Stage) -> None:
    """An instalment less a credit; the browser comes back twice at the same moment."""
    books, step = stage.books, stage.report.step
    with stage.customer('double-return') as customer:
        page = customer.page
        before = books.open_items(CUSTOMER)
        rows = customer.open_list()
        instalments = next(row for row in rows if 'instalment' in row.hint)
        credit = next(row for row in rows if row.is_credit and row.group == instalments.group)
        with step(f'pay only the next instalment of {instalments.name}, use credit {credit.name}'):
            page.click(f'#hint-{instalments.id} [name=o_app_instalment]')
            typed = page.ask(f"document.querySelector('#amount-{instalments.id}').value")
            customer.tick(credit)
            amount = Decimal(typed)
            expect.true(amount < instalments.amount, f'{typed} is no instalment')
            expect.amount(customer.read_summary(), amount - credit.amount)
            remittance = customer.check_out()
        with step('pay; the browser returns twice'):
            customer.go_to_webpay()
            customer.finish('double')
            customer.wait_for_result('paid')
    with step('booked once'):
        chosen = {instalments.name: amount, credit.document: -credit.amount}
        books.check_paid(remittance, CUSTOMER, before, chosen)


def return_in_parallel(stage: Stage) -> None:
    """Eight returns with the same token reach the server at the same moment."""
    books, step = stage.books, stage.report.step
    with stage.customer('parallel-returns') as customer:
        before = books.open_items(CUSTOMER)
        row = plain(customer.open_list())[0]
        with step(f'choose {row.name} and pay at the gateway'):
            remittance = customer.choose([row])
            token = customer.go_to_webpay()
            stage.simulator.finish(token)
        with step(f'{_PARALLEL_RETURNS} simultaneous returns are all sent to the result'):
            address = stage.settings.portal + _RETURN + token
            answers = outside.get_together(address, _PARALLEL_RETURNS)
            expect.true(
                all(
                    answer.status in (302, 303)
                    and answer.location.endswith(f'/my/remittances/{remittance}')
                    for answer in answers
                ),
                [(answer.status, answer.location) for answer in answers],
            )
        with step('the payer reads his receipt'):
            customer.page.open(f'/my/remittances/{remittance}')
            customer.wait_for_result('paid')
    with step('booked once'):
        books.check_paid(remittance, CUSTOMER, before, {row.name: row.amount})

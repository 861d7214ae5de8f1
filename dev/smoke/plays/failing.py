"""Plays in which something comes between the payer and his payment."""

from .. import expect
from ..page import PHONE
from ..portal import plain
from ..settings import CUSTOMER
from ..stage import Stage

_ASK_STATUS = 'account_payment_portal.ir_cron_webpay_ask_status'
_MINUTES_AWAY = 6  # longer than a payer gets before the gateway is asked about him
_MINUTES_GONE = 30  # longer than anybody can be on the gateway's form


def reject_then_pay(stage: Stage) -> None:
    """On a phone: the bank rejects the card; the payer tries again with another one."""
    books, step = stage.books, stage.report.step
    with stage.customer('rejected', PHONE) as customer:
        before = books.open_items(CUSTOMER)
        row = plain(customer.open_list())[0]
        with step(f'choose {row.name} and pay with a card that is rejected'):
            remittance = customer.choose([row])
            customer.go_to_webpay()
            customer.finish('reject')
            customer.wait_for_result('failed')
            stage.shots.take(customer.page, 'rejected')
        with step('nothing is booked'):
            books.check_unpaid(remittance, CUSTOMER, before)
            expect.equal('transactions', books.states(remittance), ['error'])
        with step('try again from that page, with another card'):
            customer.page.click('a.btn-primary', 'Try again')
            customer.page.wait_for('#o_payment_form')
            customer.go_to_webpay()
            customer.finish('approve')
            customer.wait_for_result('paid')
    with step('the second try is booked, once'):
        books.check_paid(remittance, CUSTOMER, before, {row.name: row.amount})
        expect.equal('transactions', books.states(remittance), ['error', 'done'])


def cancel(stage: Stage) -> None:
    """The payer cancels at Webpay, and finds his documents as they were."""
    books, step = stage.books, stage.report.step
    with stage.customer('cancelled') as customer:
        before = books.open_items(CUSTOMER)
        row = plain(customer.open_list())[0]
        with step(f'choose {row.name} and cancel on the form'):
            remittance = customer.choose([row])
            customer.go_to_webpay()
            customer.finish('cancel')
            customer.wait_for_result('cancelled')
            stage.shots.take(customer.page, 'cancelled')
        with step('nothing is booked'):
            books.check_unpaid(remittance, CUSTOMER, before)
            expect.equal('transactions', books.states(remittance), ['cancel'])
        with step('the choice is still there to be changed'):
            customer.page.click('a', 'Change what to pay')
            customer.page.wait_for('h1', 'Your choice')
            is_ticked = f'document.querySelector(\'input[value="{row.id}"]\').checked'
            expect.true(customer.page.ask(is_ticked), f'{row.name} is no longer ticked')


def never_return(stage: Stage) -> None:
    """The payer closes the browser at the gateway: unconfirmed, so nothing is charged."""
    books, step = stage.books, stage.report.step
    with stage.customer('never-returned') as customer:
        page = customer.page
        before = books.open_items(CUSTOMER)
        row = plain(customer.open_list())[0]
        with step(f'choose {row.name}, pay, and never come back'):
            remittance = customer.choose([row])
            token = customer.go_to_webpay()
            customer.finish('lost')
            page.wait_for('h1', 'Pago terminado')
        with step('the job that asks the gateway waits while the form may still be open'):
            _ask_gateway(stage, remittance, _MINUTES_AWAY)
            books.check_unpaid(remittance, CUSTOMER, before)
            expect.equal('transactions', books.states(remittance), ['draft'])
        with step('later it gives the payment up: neither charged nor booked'):
            _ask_gateway(stage, remittance, _MINUTES_GONE)
            books.check_unpaid(remittance, CUSTOMER, before)
            expect.equal('transactions', books.states(remittance), ['cancel'])
            expect.true(not stage.simulator.read(token)['committed'], 'the gateway has charged')
        with step('the payer reads that he can try again'):
            page.open(f'/my/remittances/{remittance}')
            customer.wait_for_result('cancelled')
            page.wait_for('a.btn-primary', 'Try again')


def lose_answer(stage: Stage) -> None:
    """The gateway charges, but its answer is lost and the payer leaves: the job books it."""
    books, step = stage.books, stage.report.step
    with stage.customer('pending') as customer:
        page = customer.page
        before = books.open_items(CUSTOMER)
        row = plain(customer.open_list())[0]
        with step(f'choose {row.name} and pay; the answer to the confirmation is lost'):
            remittance = customer.choose([row])
            token = customer.go_to_webpay()
            stage.simulator.break_next('commit', kind='drop', when='after', token=token)
            customer.finish('approve')
            customer.wait_for_result('pending')
            stage.shots.take(page, 'pending')
        with step('nothing is booked while nobody knows'):
            books.check_unpaid(remittance, CUSTOMER, before)
            expect.equal('transactions', books.states(remittance), ['pending'])
        with step('his documents cannot be paid again meanwhile'):
            rows = customer.open_list()
            expect.true(row.name not in [each.name for each in rows], f'{row.name} can be ticked')
            page.open(f'/my/remittances/{remittance}')
            customer.wait_for_result('pending')
        with step('the job asks in vain: the gateway is in trouble'):
            stage.simulator.break_next('status', kind='drop', token=token)
            _ask_gateway(stage, remittance, _MINUTES_AWAY)
            expect.equal('transactions', books.states(remittance), ['pending'])
        with step('the job learns that the card was charged; the open page shows the receipt'):
            _ask_gateway(stage, remittance, _MINUTES_AWAY)
            customer.wait_for_result('paid')
    with step('booked once'):
        books.check_paid(remittance, CUSTOMER, before, {row.name: row.amount})


def confirm_another_amount(stage: Stage) -> None:
    """The gateway confirms another amount: nothing is booked, the accountant hears of it."""
    books, step = stage.books, stage.report.step
    with stage.customer('wrong-amount') as customer:
        page = customer.page
        before = books.open_items(CUSTOMER)
        row = plain(customer.open_list())[0]
        with step(f'choose {row.name} and pay; the gateway speaks of another amount'):
            remittance = customer.choose([row])
            token = customer.go_to_webpay()
            stage.simulator.break_next(
                'commit', kind='change', changes={'amount': int(row.amount) - 1}, token=token
            )
            customer.finish('approve')
            customer.wait_for_result('failed')
            stage.shots.take(page, 'wrong-amount')
        with step('he is not asked to pay again'):
            expect.equal('links', page.texts('.o_app_result .btn'), ['Back to my documents'])
        with step('nothing is booked; one discrepancy is on record'):
            books.check_unpaid(remittance, CUSTOMER, before, discrepancies=['wrong_amount'])
            expect.equal('transactions', books.states(remittance), ['error'])


def _ask_gateway(stage: Stage, remittance: str, minutes: int) -> None:
    """Run the job that asks about payers who have been away for some minutes."""
    stage.books.make_older(remittance, minutes)
    stage.staff.run_job(_ASK_STATUS)

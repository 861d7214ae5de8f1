"""The plays: what a customer does, and what the books must say afterwards.

Each play stands alone and takes documents that are open when it begins.
"""

from decimal import Decimal

from . import outside
from .page import PHONE, Failure
from .portal import Customer, Row
from .settings import CUSTOMER
from .stage import Stage

_ASK_STATUS = 'account_payment_portal.ir_cron_webpay_ask_status'
_RETURN = '/payment/transbank/return?token_ws='
_PARALLEL_RETURNS = 8
_MINUTES_AWAY = 6  # longer than a payer gets before the gateway is asked about him
_MINUTES_GONE = 30  # longer than anybody can be on the gateway's form


def pay_three(stage: Stage) -> None:
    """Tick three documents, one with a smaller amount, pay by Webpay, and read the receipt."""
    books, step = stage.books, stage.report.step
    with stage.customer('pay-three') as customer:
        before = books.open_items(CUSTOMER)
        amounts = _tick_three(stage, customer)
        total = sum(amounts.values())
        with step('check out: the server computes the same'):
            remittance = customer.check_out()
            _expect_amount(customer.page.text('tfoot'), total)
            stage.shots.take(customer.page, 'checkout')
            stage.shots.picture(customer.page, 'checkout')
        token = _pay_by_webpay(stage, customer, total)
    with step('one payment, one line for each document, residuals as chosen'):
        books.check_paid(remittance, CUSTOMER, before, amounts)
        _expect(stage.simulator.read(token)['committed'], 'the gateway was not told to charge')


def _tick_three(stage: Stage, customer: Customer) -> dict[str, Decimal]:
    """Tick three documents, and return what is to be paid of each."""
    page, step = customer.page, stage.report.step
    with step('open the list from the home page of the portal'):
        page.click('a[href^="/my/invoices"]')
        page.wait_for('h1', 'Invoices')
        rows = _plain(customer.open_list())[:3]
    with step(f'tick {", ".join(row.name for row in rows)}, the last with a smaller amount'):
        smaller = (rows[2].amount / 2).quantize(Decimal(1))
        amounts = {row.name: row.amount for row in rows} | {rows[2].name: smaller}
        for row in rows[:2]:
            customer.tick(row)
        customer.tick(rows[2], str(smaller))
    total = sum(amounts.values())
    with step(f'the bar shows the total of {total}'):
        _expect_amount(customer.read_summary(), total)
        stage.shots.take(page, 'list')
        stage.shots.picture(page, 'list')
        stage.shots.picture(page, 'list', PHONE)
    return amounts


def _pay_by_webpay(stage: Stage, customer: Customer, total: Decimal) -> str:
    """Pay, read the receipt, and return the gateway's name of the payment."""
    page, step = customer.page, stage.report.step
    with step('go to Webpay: the gateway asks for the same'):
        token = customer.go_to_webpay()
        _expect_amount(page.text('#amount'), total)
        stage.shots.take(page, 'webpay-form')
    with step('approve, and come back to a receipt'):
        customer.finish('approve')
        customer.wait_for_result('paid')
        _expect_amount(page.text('.o_app_result h1'), total)
        _expect_amount(page.text('tfoot'), total)
        stage.shots.take(page, 'receipt')
        stage.shots.picture(page, 'receipt')
    return token


def reject_then_pay(stage: Stage) -> None:
    """On a phone: the bank rejects the card; the payer tries again with another one."""
    books, step = stage.books, stage.report.step
    with stage.customer('rejected', PHONE) as customer:
        before = books.open_items(CUSTOMER)
        row = _plain(customer.open_list())[0]
        with step(f'choose {row.name} and pay with a card that is rejected'):
            remittance = customer.choose([row])
            customer.go_to_webpay()
            customer.finish('reject')
            customer.wait_for_result('failed')
            stage.shots.take(customer.page, 'rejected')
        with step('nothing is booked'):
            books.check_unpaid(remittance, CUSTOMER, before)
            _expect(books.states(remittance) == ['error'], books.states(remittance))
        with step('try again from that page, with another card'):
            customer.page.click('a.btn-primary', 'Try again')
            customer.page.wait_for('#o_payment_form')
            customer.go_to_webpay()
            customer.finish('approve')
            customer.wait_for_result('paid')
    with step('the second try is booked, once'):
        books.check_paid(remittance, CUSTOMER, before, {row.name: row.amount})
        _expect(books.states(remittance) == ['error', 'done'], books.states(remittance))


def cancel(stage: Stage) -> None:
    """The payer cancels at Webpay, and finds his documents as they were."""
    books, step = stage.books, stage.report.step
    with stage.customer('cancelled') as customer:
        before = books.open_items(CUSTOMER)
        row = _plain(customer.open_list())[0]
        with step(f'choose {row.name} and cancel on the form'):
            remittance = customer.choose([row])
            customer.go_to_webpay()
            customer.finish('cancel')
            customer.wait_for_result('cancelled')
            stage.shots.take(customer.page, 'cancelled')
        with step('nothing is booked'):
            books.check_unpaid(remittance, CUSTOMER, before)
            _expect(books.states(remittance) == ['cancel'], books.states(remittance))
        with step('the choice is still there to be changed'):
            customer.page.click('a', 'Change what to pay')
            customer.page.wait_for('h1', 'Your choice')
            is_ticked = f'document.querySelector(\'input[value="{row.id}"]\').checked'
            _expect(customer.page.ask(is_ticked), f'{row.name} is no longer ticked')


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
            _expect(amount < instalments.amount, f'{typed} is no instalment')
            _expect_amount(customer.read_summary(), amount - credit.amount)
            remittance = customer.check_out()
        with step('pay; the browser returns twice'):
            customer.go_to_webpay()
            customer.finish('double')
            customer.wait_for_result('paid')
    with step('booked once'):
        chosen = {instalments.name: amount, _document(credit): -credit.amount}
        books.check_paid(remittance, CUSTOMER, before, chosen)


def never_return(stage: Stage) -> None:
    """The payer closes the browser at the gateway: unconfirmed, so nothing is charged."""
    books, step = stage.books, stage.report.step
    with stage.customer('never-returned') as customer:
        page = customer.page
        before = books.open_items(CUSTOMER)
        row = _plain(customer.open_list())[0]
        with step(f'choose {row.name}, pay, and never come back'):
            remittance = customer.choose([row])
            token = customer.go_to_webpay()
            customer.finish('lost')
            page.wait_for('h1', 'Pago terminado')
        with step('the job that asks the gateway waits while the form may still be open'):
            _ask_gateway(stage, remittance, _MINUTES_AWAY)
            books.check_unpaid(remittance, CUSTOMER, before)
            _expect(books.states(remittance) == ['draft'], books.states(remittance))
        with step('later it gives the payment up: neither charged nor booked'):
            _ask_gateway(stage, remittance, _MINUTES_GONE)
            books.check_unpaid(remittance, CUSTOMER, before)
            _expect(books.states(remittance) == ['cancel'], books.states(remittance))
            _expect(not stage.simulator.read(token)['committed'], 'the gateway has charged')
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
        row = _plain(customer.open_list())[0]
        with step(f'choose {row.name} and pay; the answer to the confirmation is lost'):
            remittance = customer.choose([row])
            token = customer.go_to_webpay()
            stage.simulator.break_next('commit', kind='drop', when='after', token=token)
            # What is asked right afterwards finds the gateway in trouble, too.
            stage.simulator.break_next('status', kind='drop', token=token)
            customer.finish('approve')
            customer.wait_for_result('pending')
            stage.shots.take(page, 'pending')
        with step('nothing is booked while nobody knows'):
            books.check_unpaid(remittance, CUSTOMER, before)
            _expect(books.states(remittance) == ['pending'], books.states(remittance))
        with step('his documents cannot be paid again meanwhile'):
            rows = customer.open_list()
            _expect(row.name not in [each.name for each in rows], f'{row.name} can be ticked')
            page.open(f'/my/remittances/{remittance}')
            customer.wait_for_result('pending')
        with step('the job learns that the card was charged; the open page shows the receipt'):
            while books.states(remittance) == ['pending']:
                _ask_gateway(stage, remittance, _MINUTES_AWAY)
            customer.wait_for_result('paid')
    with step('booked once'):
        books.check_paid(remittance, CUSTOMER, before, {row.name: row.amount})


def return_in_parallel(stage: Stage) -> None:
    """Eight returns with the same token reach the server at the same moment."""
    books, step = stage.books, stage.report.step
    with stage.customer('parallel-returns') as customer:
        before = books.open_items(CUSTOMER)
        row = _plain(customer.open_list())[0]
        with step(f'choose {row.name} and pay at the gateway'):
            remittance = customer.choose([row])
            token = customer.go_to_webpay()
            stage.simulator.finish(token)
        with step(f'{_PARALLEL_RETURNS} simultaneous returns are all sent to the result'):
            address = stage.settings.portal + _RETURN + token
            answers = outside.get_together(address, _PARALLEL_RETURNS)
            _expect(
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


def _ask_gateway(stage: Stage, remittance: str, minutes: int) -> None:
    """Run the job that asks about payers who have been away for some minutes."""
    stage.books.make_older(remittance, minutes)
    stage.staff.run_job(_ASK_STATUS)


def _plain(rows: list[Row]) -> list[Row]:
    """Return the invoices of the first company and currency without discounts or instalments."""
    return [
        row for row in rows if row.group == rows[0].group and not row.is_credit and not row.hint
    ]


def _document(row: Row) -> str:
    """Return the number of a row's document, without the words around it."""
    return row.name.removeprefix('On account ')


def _expect(condition, found) -> None:
    if not condition:
        raise Failure(str(found))


def _expect_amount(text: str, amount: Decimal) -> None:
    """Make sure that a text names an amount, whatever stands between its thousands."""
    digits = ''.join(letter for letter in text if letter.isdigit())
    _expect(str(amount) in digits, f'{text!r} does not say {amount}')

"""Plays of payers who pay."""

from decimal import Decimal

from .. import expect
from ..page import PHONE
from ..portal import Customer, Row, plain
from ..settings import CUSTOMER
from ..stage import Stage


def pay_three(stage: Stage) -> None:
    """Tick three documents, one with a smaller amount, pay by Webpay, and read the receipt."""
    books, step = stage.books, stage.report.step
    with stage.customer('pay-three') as customer:
        before = books.open_items(CUSTOMER)
        amounts = _tick_three(stage, customer)
        total = sum(amounts.values())
        with step('check out: the server computes the same'):
            remittance = customer.check_out()
            expect.amount(customer.page.text('tfoot'), total)
            stage.shots.take(customer.page, 'checkout')
            stage.shots.picture(customer.page, 'checkout')
        token = _pay_by_webpay(stage, customer, total)
    with step('one payment, one line for each document, residuals as chosen'):
        books.check_paid(remittance, CUSTOMER, before, amounts)
        expect.true(stage.simulator.read(token)['committed'], 'the gateway was not told to charge')


def _tick_three(stage: Stage, customer: Customer) -> dict[str, Decimal]:
    """Tick three documents, and return what is to be paid of each."""
    page, step = customer.page, stage.report.step
    with step('open the list from the home page of the portal'):
        page.click('a[href^="/my/invoices"]')
        page.wait_for('h1', 'Invoices')
        rows = plain(customer.open_list())[:3]
    with step(f'tick {", ".join(row.name for row in rows)}, the last with a smaller amount'):
        smaller = (rows[2].amount / 2).quantize(Decimal(1))
        amounts = {row.name: row.amount for row in rows} | {rows[2].name: smaller}
        for row in rows[:2]:
            customer.tick(row)
        customer.tick(rows[2], str(smaller))
    total = sum(amounts.values())
    with step(f'the bar shows the total of {total}'):
        expect.amount(customer.read_summary(), total)
        stage.shots.take(page, 'list')
        stage.shots.picture(page, 'list')
        stage.shots.picture(page, 'list', PHONE)
    return amounts


def _pay_by_webpay(stage: Stage, customer: Customer, total: Decimal) -> str:
    """Pay, read the receipt, and return the gateway's name of the payment."""
    page, step = customer.page, stage.report.step
    with step('go to Webpay: the gateway asks for the same'):
        token = customer.go_to_webpay()
        expect.amount(page.text('#amount'), total)
        stage.shots.take(page, 'webpay-form')
    with step('approve, and come back to a receipt'):
        customer.finish('approve')
        customer.wait_for_result('paid')
        expect.amount(page.text('.o_app_result h1'), total)
        expect.amount(page.text('tfoot'), total)
        stage.shots.take(page, 'receipt')
        stage.shots.picture(page, 'receipt')
    return token


def pay_two_currencies(stage: Stage) -> None:
    """Tick pesos and dollars: two payments, one after the other."""
    books, step = stage.books, stage.report.step
    with stage.customer('two-currencies') as customer:
        before = books.open_items(CUSTOMER)
        rows = customer.open_list()
        pesos = plain(rows)[0]
        dollars = next(row for row in rows if row.group != pesos.group)
        with step(f'tick {pesos.name} and {dollars.name}: they are paid separately'):
            customer.tick(pesos)
            customer.tick(dollars)
            expect.true('USD' in customer.read_summary(), customer.read_summary())
            customer.page.click('[name=o_app_pay]')
            customer.page.wait_for('h1', 'several payments')
            stage.shots.take(customer.page, 'several-payments')
        with step('pay the dollars'):
            first = _pay_next(stage, customer, '.list-group-item a.btn', dollars, 'dollars')
        with step('booked in dollars, the pesos are still open'):
            books.check_paid(first, CUSTOMER, before, {dollars.name: dollars.amount})
            before = books.open_items(CUSTOMER)
        with step('the receipt leads to the pesos; pay them, too'):
            second = _pay_next(stage, customer, '.o_app_result li a.btn', pesos, 'pesos')
    with step('booked'):
        books.check_paid(second, CUSTOMER, before, {pesos.name: pesos.amount})


def _pay_next(stage: Stage, customer: Customer, button: str, row: Row, name: str) -> str:
    """Pay one of several remittances, and return its name.

    :param stage: The stage.
    :param customer: The customer, on a page with a button for each remittance.
    :param button: CSS selector of the buttons.
    :param row: The only document of the remittance.
    :param name: What the screenshots are called.
    """
    page = customer.page
    page.click(button, 'USD' if name == 'dollars' else '')
    page.wait_for('#o_payment_form')
    stage.shots.take(page, f'checkout-{name}')
    remittance = customer.read_remittance()
    customer.go_to_webpay()
    expect.amount(page.text('#amount'), row.amount)
    customer.finish('approve')
    customer.wait_for_result('paid')
    stage.shots.take(page, f'receipt-{name}')
    return remittance


def pay_by_keyboard(stage: Stage) -> None:
    """On a phone's width and without a mouse: tick, pay, read the receipt."""
    books, step = stage.books, stage.report.step
    with stage.customer('keyboard', PHONE) as customer:
        page = customer.page
        before = books.open_items(CUSTOMER)
        row = plain(customer.open_list())[0]
        with step(f'go to {row.name} with the Tab key and tick it with Space'):
            page.tab_to(f'input[value="{row.id}"]')
            page.press('Space')
            expect.amount(customer.read_summary(), row.amount)
        with step('go on to the button: the bar never covers what has the focus'):
            page.tab_to('[name=o_app_pay]')
            page.press('Enter')
            page.wait_for('#o_payment_form')
            remittance = customer.read_remittance()
        with step('choose Webpay with the keyboard, and pay'):
            page.tab_to('[data-payment-method-code]')
            page.press('Space')
            page.tab_to('[name=o_payment_submit_button]')
            page.press('Enter')
            page.wait_for('#approve')
            page.tab_to('#approve')
            page.press('Enter')
            customer.wait_for_result('paid')
    with step('booked'):
        books.check_paid(remittance, CUSTOMER, before, {row.name: row.amount})

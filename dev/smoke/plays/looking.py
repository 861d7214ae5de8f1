"""Plays that open each page once and look at it, on a large screen and on a phone."""

from decimal import Decimal

from .. import expect
from ..portal import Customer, Row, plain
from ..stage import Stage

_VIEWS = ('overdue', 'credits', 'paid', 'all')
_COLLEAGUE = 'colleague'  # reads Spanish


def look_at_pages(stage: Stage) -> None:
    """Look at each page of the portal as a demanding reader does."""
    shots, step = stage.shots, stage.report.step
    with stage.customer('pages') as customer:
        page = customer.page
        for view in _VIEWS:
            with step(f'the view "{view}" of the list'):
                page.open(f'/my/invoices?filterby={view}')
                shots.take(page, f'list-{view}')
        with step('a search with and without a hit, and the totals'):
            rows = customer.open_list()
            page.open(f'/my/invoices?search={plain(rows)[0].name[-4:]}')
            shots.take(page, 'search')
            page.open('/my/invoices?search=zzz&filterby=overdue')
            shots.take(page, 'search-empty')
            page.open('/my/invoices/totals')
            shots.take(page, 'totals')
        _look_at_amounts(stage, customer)
        _look_at_choices(stage, customer)


def _look_at_amounts(stage: Stage, customer: Customer) -> None:
    """Type what cannot be paid, and see what the list says."""
    page, step = customer.page, stage.report.step
    first, second, *_rest = plain(customer.open_list())
    with step('amounts that cannot be paid are marked, and nothing is sent'):
        customer.tick(first, '99999999999')
        customer.tick(second, 'abc')
        expect.equal('marked amounts', len(page.texts('.o_app_error')), 2)
        page.click('[name=o_app_pay]')
        expect.equal('address', page.ask('location.pathname'), '/my/invoices')
        stage.shots.take(page, 'list-wrong-amounts')
        page.click('[name=o_app_clear]')
        expect.equal('marked amounts', page.texts('.o_app_error'), [])


def _look_at_choices(stage: Stage, customer: Customer) -> None:
    """Look at the pages of what was chosen, and of payments without a card."""
    page, shots, step = customer.page, stage.shots, stage.report.step
    rows = customer.open_list()
    invoice, other, *_rest = plain(rows)
    with step('change the choice'):
        customer.choose([invoice])
        page.click('a', 'Change what to pay')
        page.wait_for('h1', 'Your choice')
        shots.take(page, 'choice')
        page.click('[name=o_app_clear]')
    with step('pay with credits alone: nothing to pay'):
        credit = next(row for row in rows if row.is_credit and row.amount < invoice.amount)
        customer.open_list()
        customer.tick(credit)
        customer.tick(invoice, credit.due)
        customer.check_out()
        page.wait_for('form button', 'Use my credits')
        shots.take(page, 'checkout-credits')
        _untick_all(customer)
    with step('promise a transfer'):
        customer.choose([other])
        page.click('li:has([data-payment-method-code=wire_transfer]) label')
        page.click('[name=o_payment_submit_button]')
        customer.wait_for_result('pending')
        shots.take(page, 'pending-transfer')


def _untick_all(customer: Customer) -> None:
    customer.open_list()
    customer.page.click('[name=o_app_clear]')


def look_in_spanish(stage: Stage) -> None:
    """Read and type amounts as Chileans do."""
    step = stage.report.step
    with stage.page('spanish') as page:
        customer = Customer(page)
        with step(f'sign in as {_COLLEAGUE}, in Spanish'):
            customer.sign_in(_COLLEAGUE)
            page.ask("document.cookie = 'frontend_lang=es_CL; path=/'")
            row: Row = plain(customer.open_list())[0]
            expect.equal('language', page.ask('document.documentElement.lang'), 'es-CL')
        with step('a dot stands between thousands'):
            customer.tick(row, '1.000')
            expect.true('1.000' in customer.read_summary(), customer.read_summary())
            stage.shots.take(page, 'list-spanish')
        with step('a comma stands before decimals, which pesos do not have'):
            page.type(f'#amount-{row.id}', '1000,5')
            page.press('Tab')
            expect.equal('marked amounts', len(page.texts('.o_app_error')), 1)
        with step('the server reads the same'):
            page.type(f'#amount-{row.id}', '1.000')
            customer.check_out()
            expect.amount(page.text('tfoot'), Decimal(1000))

"""The customer's way through the portal, step by step."""

import json
import re
from decimal import Decimal
from typing import NamedTuple

from .expect import Failure
from .page import Page

# Only what can be ticked is a row here; the amounts are those that scripts read, with a dot.
_ROWS = """
[...document.querySelectorAll('.o_app_table tbody tr')].flatMap((row) => {
    const tick = row.querySelector('input[name=document]');
    return tick ? [{
        name: smoke.read(row.querySelector('.o_app_number')),
        id: tick.value,
        due: tick.dataset.due,
        group: tick.dataset.group,
        is_credit: tick.dataset.sign === '-1',
        hint: smoke.read(row.querySelector('.o_app_hint')),
    }] : [];
})
"""
_FORM = 'form.o_app_documents'


class Row(NamedTuple):
    """A document of the list that can be paid."""

    name: str
    id: str
    due: str
    group: str
    is_credit: bool
    hint: str

    @property
    def amount(self) -> Decimal:
        """Return what is to be paid of it."""
        return Decimal(self.due)

    @property
    def document(self) -> str:
        """Return its number, without the words around it."""
        return self.name.removeprefix('On account ')


def plain(rows: list[Row]) -> list[Row]:
    """Return the invoices of the first company and currency without discounts or instalments."""
    group = rows[0].group
    return [row for row in rows if row.group == group and not row.is_credit and not row.hint]


class Customer:
    """A customer at his browser.

    :param page: The page he looks at.
    """

    def __init__(self, page: Page):
        self.page = page

    # === SIGNING IN === #

    def sign_in(self, login: str) -> None:
        """Sign in with a login of the demo, whose password is the same word."""
        page = self.page
        page.open('/web/login')
        page.type('#login', login)
        page.type('#password', login)
        page.click('.oe_login_buttons button[type=submit]')
        page.wait_until("location.pathname.startsWith('/my')", 'the portal after signing in')
        page.wait_for('h3, h1')

    # === THE LIST === #

    def open_list(self, query: str = '') -> list[Row]:
        """Open the list of documents and return the rows that can be paid."""
        self.page.open(f'/my/invoices{query}')
        return [Row(**row) for row in self.page.ask(_ROWS)]

    def tick(self, row: Row, amount: str = '') -> None:
        """Tick a document.

        :param row: The document.
        :param amount: What to pay of it, as typed; all by default.
        """
        self.page.click(f'input[name=document][value="{row.id}"]')
        if amount:
            self.page.type(f'#amount-{row.id}', amount)
            self.page.press('Tab')

    def read_summary(self) -> str:
        """Return what the bar below the list says."""
        return self.page.text('.o_app_summary_text')

    def check_out(self) -> str:
        """Go on to pay what is ticked, and return the name of the remittance."""
        self.page.click('[name=o_app_pay]')
        self.page.wait_until(
            "smoke.isReady() && !location.pathname.endsWith('/my/invoices')", 'the next page'
        )
        return self.read_remittance()

    def read_remittance(self) -> str:
        """Return the name of the remittance of the page.

        :raise Failure: If the page is about none.
        """
        path = self.page.ask('location.pathname')
        found = re.search(r'/my/remittances/(\w+)$', path)
        if not found:
            raise Failure(f'{path} is no payment: {self.page.text(".alert")}')
        return found[1]

    def choose(self, rows: list[Row]) -> str:
        """Open the list, tick some documents, and go on to pay them."""
        self.open_list()
        for row in rows:
            self.tick(row)
        return self.check_out()

    # === PAYING === #

    def go_to_webpay(self) -> str:
        """Choose Webpay, go there, and return the token of the payment."""
        page = self.page
        page.click('li:has([data-payment-method-code=webpay]) label')
        page.click('[name=o_payment_submit_button]')
        page.wait_for('#approve')
        return page.ask("document.querySelector('input[name=token_ws]').value")

    def finish(self, button: str, card: str = '') -> None:
        """End the payment on Webpay's form.

        :param button: Id of the button.
        :param card: The test card; the form's own by default.
        """
        page = self.page
        if card:
            page.ask(f"document.querySelector('#card').value = {json.dumps(card)}")
        if not page.ask(f"smoke.find('#{button}', '') !== null"):
            page.click('#more summary')
        page.click(f'#{button}')

    def wait_for_result(self, *results: str) -> None:
        """Wait for the page that tells what became of the payment.

        :param results: The results that may be shown; see the field `result` of remittances.
        """
        selector = ', '.join(f'.o_app_result[data-result={result}]' for result in results)
        self.page.wait_for(selector)

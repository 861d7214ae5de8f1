"""What a play has at hand: browser, gateway, books, and where to tell what happens."""

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

from .books import Books
from .devtools import Browser
from .expect import Failure
from .outside import Simulator, Staff
from .page import DESKTOP, Page, Screen
from .portal import Customer
from .report import Report
from .settings import CUSTOMER, Settings
from .shots import Shots


class Stage(NamedTuple):
    """What a play has at hand."""

    settings: Settings
    browser: Browser
    simulator: Simulator
    staff: Staff
    books: Books
    shots: Shots
    report: Report
    sessions: dict[str, list[dict]]  # the cookies of those who have signed in

    @contextlib.contextmanager
    def page(self, name: str, screen: Screen = DESKTOP) -> Iterator[Page]:
        """Open a page with nobody signed in; what goes wrong on it is kept as a screenshot.

        :param name: The play's short name, for the screenshot.
        :param screen: The screen.
        :raise Failure: If something goes wrong, or if the browser complained of anything.
        """
        page = Page(self.browser, self.settings.portal, screen)
        try:
            yield page
            errors = page.take_errors()
            if errors:
                raise Failure(f'the browser complains: {errors}')
        except Exception as error:
            path = self.shots.take_failure(page, name)
            raise Failure(f'{error} (see {path})') from error
        finally:
            page.close()

    @contextlib.contextmanager
    def customer(self, name: str, screen: Screen = DESKTOP) -> Iterator[Customer]:
        """Open a page for the demo's customer, who signs in the first time.

        :param name: The play's short name.
        :param screen: His screen.
        """
        with self.page(name, screen) as page:
            customer = Customer(page)
            if CUSTOMER in self.sessions:
                page.set_cookies(self.sessions[CUSTOMER])
                page.open('/my')
            else:
                with self.report.step(f'sign in as {CUSTOMER}'):
                    customer.sign_in(CUSTOMER)
                self.sessions[CUSTOMER] = page.get_cookies()
            yield customer

"""Signing in as a browser does it."""

import re

from lxml import html

from odoo.tests import HttpCase
from odoo.tools import config

from odoo.addons.account_payment_portal.tests.sign_in_common import (
    CUSTOMER_ADDRESS,
    SLUG,
    SignInCommon,
)

PATH = f'/pay/{SLUG}'


class GuestPage:
    """An HTML answer, as a guest reads it."""

    def __init__(self, response):
        """Read an answer.

        :param requests.Response response: The answer.
        """
        self.response = response
        self.status = response.status_code
        self.path = response.request.path_url
        self.tree = html.fromstring(response.text)

    def find(self, xpath):
        """Return the elements of an XPath.

        :rtype: list
        """
        return self.tree.xpath(xpath)

    @property
    def notice(self):
        """Return what the page tells of the last attempt.

        :rtype: str
        """
        return ' '.join(' '.join(self.find("//*[@id='o_app_notice']//text()")).split())

    @property
    def fields(self):
        """Return the fields that a person fills, by name.

        :rtype: dict
        """
        inputs = self.find("//form[@method='post']//input[@type!='hidden']")
        return {element.get('name'): element for element in inputs}


class SignInHttpCommon(SignInCommon, HttpCase):
    """A server behind a proxy, and browsers at any address."""

    def setUp(self):
        super().setUp()
        proxy_mode = config['proxy_mode']
        config['proxy_mode'] = True
        self.addCleanup(config.__setitem__, 'proxy_mode', proxy_mode)
        self._come_from(CUSTOMER_ADDRESS)

    def _come_from(self, address):
        """Be a new browser at an address."""
        self.opener.cookies.clear()
        self.authenticate(None, None)
        self.headers = {'X-Forwarded-For': address, 'X-Forwarded-Host': '127.0.0.1'}

    def _get(self, path=PATH, **kwargs):
        """Open a page.

        :rtype: GuestPage
        """
        return GuestPage(self.url_open(path, headers=self.headers, **kwargs))

    def _post(self, path=PATH, allow_redirects=True, files=None, query='', **fields):
        """Send the form of a page.

        :return: The answer.
        :rtype: requests.Response
        """
        data = {'csrf_token': self._get_csrf_token(), **fields}
        return self.url_open(
            f'{path}{query}',
            data=data,
            files=files,
            headers=self.headers,
            allow_redirects=allow_redirects,
        )

    def _get_csrf_token(self):
        return re.search('csrf_token: "([^"]+)"', self._get().response.text).group(1)

    def _send(self, path=PATH, **fields):
        """Send the form of a page and go where it leads.

        :rtype: GuestPage
        """
        return GuestPage(self._post(path, **fields))

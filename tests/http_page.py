"""HTML answers as a customer reads them."""

import re
from urllib.parse import urlsplit

from lxml import html


def with_class(name):
    """Return the XPath condition of elements that have a class.

    :param str name: The class.
    :rtype: str
    """
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


class Page:
    """An HTML answer, as a customer reads it."""

    def __init__(self, response):
        """Read an answer.

        :param requests.Response response: The answer.
        """
        self.response = response
        self.status = response.status_code
        self.path = urlsplit(response.url).path
        self.tree = html.fromstring(response.text)

    def find(self, xpath):
        """Return the elements of an XPath.

        :rtype: list
        """
        return self.tree.xpath(xpath)

    def texts(self, xpath):
        """Return the visible texts of the elements of an XPath, without superfluous spaces.

        :rtype: list[str]
        """
        return [squeeze(element.text_content()) for element in self.find(xpath)]

    @property
    def text(self):
        """Return all that stands on the page.

        :rtype: str
        """
        return squeeze(self.find('//main')[0].text_content())

    @property
    def alerts(self):
        """Return what the page warns of.

        :rtype: list[str]
        """
        return self.texts("//main//*[@role='alert'][not(self::form)]")

    @property
    def rows(self):
        """Return the rows of the list, as `{column: text}`, in their order.

        :rtype: list[dict]
        """
        names = self.texts(f"//table[{with_class('o_app_table')}]/thead//th")
        rows = []
        for element in self.find(f"//table[{with_class('o_app_table')}]/tbody/tr"):
            texts = [squeeze(cell.text_content()) for cell in element.xpath('./td')]
            rows.append(dict(zip(names, texts, strict=True)) | self._read_inputs(element))
        return rows

    def _read_inputs(self, element):
        ticks = element.xpath(".//input[@name='document']")
        amounts = element.xpath(".//input[starts-with(@name, 'amount-')]")
        return {
            'id': int(ticks[0].get('value')) if ticks else None,
            'is_ticked': bool(ticks and ticks[0].checked),
            'amount': amounts[0].get('value') if amounts else None,
        }

    @property
    def numbers(self):
        """Return the numbers of the documents of the list, in their order.

        :rtype: list[str]
        """
        return self.texts(f"//td[{with_class('o_app_number')}]/a")

    @property
    def balances(self):
        """Return the totals on top of the list, as texts.

        :rtype: list[str]
        """
        return self.texts(f"//*[{with_class('o_app_balances')}]//dd")

    @property
    def facts(self):
        """Return the facts of a result page.

        :rtype: dict
        """
        lists = f"//div[{with_class('o_app_result')}]//dl"
        return dict(zip(self.texts(f'{lists}/dt'), self.texts(f'{lists}/dd'), strict=True))

    @property
    def result(self):
        """Return what a result page says became of the payment; None for other pages.

        :rtype: str|None
        """
        elements = self.find(f"//div[{with_class('o_app_result')}]")
        return elements[0].get('data-result') if elements else None

    def get_form(self, class_name):
        """Return a form by its class.

        :rtype: lxml.html.FormElement
        """
        return self.find(f"//form[{with_class(class_name)}]")[0]

    def get_link(self, text):
        """Return where a link or button leads.

        :param str text: What stands on it.
        :rtype: str
        """
        return next(
            link.get('href')
            for link in self.find('//main//a')
            if squeeze(link.text_content()) == text
        )


def squeeze(text):
    """Return a text with single, ordinary spaces and nothing else that can't be seen.

    :rtype: str
    """
    return re.sub(r'\s+', ' ', text.replace('\ufeff', '')).strip()

import re

from odoo.tools import format_amount
from odoo.tools.misc import get_lang


class AmountWriter:
    """Writes amounts the way a payer reads and types them, and reads what he typed.

    Holds what the language says, because a list writes hundreds of amounts.
    """

    def __init__(self, env):
        self.env = env
        lang = get_lang(env)
        self.decimal_point = lang.decimal_point
        self.thousands_sep = lang.thousands_sep or ''
        self._written = {}

    def to_text(self, amount, currency):
        """Return the amount with its currency, for reading.

        :param float amount: The amount.
        :param res.currency currency: Its currency.
        :rtype: str
        """
        key = (amount, currency.id)
        if key not in self._written:
            # `+ 0.0` takes the sign from a negative zero.
            text = format_amount(self.env, amount + 0.0, currency)
            code = self.get_code(currency)
            self._written[key] = f'{text}\N{NO-BREAK SPACE}{code}' if code else text
        return self._written[key]

    def get_code(self, currency):
        """Return what tells a currency from the company's own if both have the same symbol.

        A Chilean who reads `$ 1,487.50` takes dollars for pesos.

        :param res.currency currency: The currency.
        :return: Its ISO code; the empty text where the symbol is enough.
        :rtype: str
        """
        own = self.env.company.currency_id
        return currency.name if currency != own and currency.symbol == own.symbol else ''

    def write_input(self, amount, currency):
        """Return the amount for an input: no currency, nothing between the thousands.

        :param float amount: The amount.
        :param res.currency currency: Its currency.
        :rtype: str
        """
        text = f'{currency.round(amount):.{currency.decimal_places}f}'
        return text.replace('.', self.decimal_point)

    def read_input(self, text):
        """Return what a payer typed with a dot before the decimals and no thousands separators.

        Strict about the places of separators, because `1.500` is one and a half in one language and
        one and a half thousand in another.

        :param str text: The text as typed.
        :return: The number; the empty text for what is no positive number in the language.
        :rtype: str
        """
        text = re.sub(r'\s', '', text)
        decimals = rf'(?:{re.escape(self.decimal_point)}(?P<decimals>[0-9]+))?'
        patterns = [rf'(?P<whole>[0-9]+){decimals}']
        if separator := re.escape(self.thousands_sep.strip()):
            groups = rf'[0-9]{{1,3}}(?:{separator}[0-9]{{2,3}})*{separator}[0-9]{{3}}'
            patterns.append(rf'(?P<whole>{groups}){decimals}')
        for pattern in patterns:
            if match := re.fullmatch(pattern, text, re.ASCII):
                whole = re.sub(r'[^0-9]', '', match['whole'])
                return f"{whole}.{match['decimals']}" if match['decimals'] else whole
        return ''

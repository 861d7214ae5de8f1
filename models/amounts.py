import ast
import re

from odoo.tools import format_amount
from odoo.tools.misc import get_lang

from odoo.addons.base.models.res_lang import intersperse


class AmountWriter:
    """Writes amounts the way a payer reads and types them, and reads what he typed.

    Holds what the language says, because a list writes hundreds of amounts.
    """

    def __init__(self, env, company=None):
        """Prepare for the language of an environment.

        :param Environment env: The environment.
        :param res.company company: The company whose currency needs no code; None for that of the
            environment.
        """
        self.env = env
        self.company = company or env.company
        lang = get_lang(env)
        self.decimal_point = lang.decimal_point
        self.thousands_sep = lang.thousands_sep or ''
        self._grouping = ast.literal_eval(lang.grouping)
        self._styles = {}

    def to_text(self, amount, currency):
        """Return the amount with its currency, for reading.

        :param float amount: The amount.
        :param res.currency currency: Its currency.
        :rtype: str
        """
        before, after, digits = self._get_style(currency)
        # `+ 0.0` takes the sign from a negative zero.
        whole, _dot, decimals = f'{currency.round(amount) + 0.0:.{digits}f}'.partition('.')
        text = intersperse(whole, self._grouping, self.thousands_sep)[0]
        if decimals:
            text += self.decimal_point + decimals
        # As core: no line breaks within an amount.
        text = text.replace(' ', '\N{NO-BREAK SPACE}')
        return before + text.replace('-', '-\N{ZERO WIDTH NO-BREAK SPACE}') + after

    def _get_style(self, currency):
        """Return what stands before and after each amount, and the number of decimals.

        :param res.currency currency: The currency.
        :rtype: tuple[str, str, int]
        """
        if currency not in self._styles:
            digits = currency.decimal_places
            zero = f'{0:.{digits}f}'.replace('.', self.decimal_point)
            before, _zero, after = format_amount(self.env, 0.0, currency).partition(zero)
            if code := self.get_code(currency):
                after += f'\N{NO-BREAK SPACE}{code}'
            self._styles[currency] = before, after, digits
        return self._styles[currency]

    def get_code(self, currency):
        """Return what tells a currency from the company's own, if both have the same symbol.

        A Chilean who reads `$ 1,487.50` takes dollars for pesos.

        :param res.currency currency: The currency.
        :return: Its ISO code; the empty text where the symbol is enough.
        :rtype: str
        """
        own = self.company.currency_id
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

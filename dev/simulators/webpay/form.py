"""The pages that a payer sees."""

from pathlib import Path
from urllib.parse import quote

from ..pages import Pages, join, markup
from ..web import Request, Response, redirect
from .api import FORM_PATH
from .cards import CARDS, KIND_NAMES, PLANS
from .ledger import Ledger
from .returns import APPROVE, TIME_OUT
from .settings import CURRENCY_DECIMALS, Settings
from .transaction import OPENED, Transaction

# The way back and the second return lead to the shop, wherever it is.
PAGES = Pages(Path(__file__).with_name('pages'), ('connect-src *', 'form-action *'))

PAY_PATH = '/webpayserver/pay'
EXPIRED_PATH = '/webpayserver/expired'

# Endings that differ from an approval only in how the browser comes back.
DOUBLE = 'double'
LOST = 'lost'

REJECTION_NAMES = {
    -1: "error de datos",
    -2: "problema con la tarjeta o la cuenta",
    -3: "error en la transacción",
    -4: "rechazo del emisor",
    -5: "posible fraude",
}
CURRENCY_SIGNS = {'CLP': '$', 'USD': 'US$'}


class FormPages:
    """Show the form and send the payer back.

    :param ledger: The payments.
    :param settings: The rules.
    """

    def __init__(self, ledger: Ledger, settings: Settings):
        self._ledger = ledger
        self._settings = settings

    def handle(self, request: Request) -> Response:
        """Answer a browser."""
        handlers = {
            (FORM_PATH, 'GET'): self._show_form,
            (FORM_PATH, 'POST'): self._show_form,
            (PAY_PATH, 'POST'): self._finish,
            (EXPIRED_PATH, 'GET'): self._expire,
            ('/', 'GET'): self._show_home,
        }
        handler = handlers.get((request.path, request.method))
        if not handler:
            return _error_page(404, "No hay nada aquí")
        try:
            return handler(request.form())
        except KeyError:
            return _error_page(404, "No existe este pago")
        except ValueError as error:
            return _error_page(400, str(error))

    def _show_form(self, fields):
        tx = self._ledger.open_form(fields['token_ws'])
        if tx.step != OPENED:
            return PAGES.render('over', "Webpay", action=PAY_PATH, token=tx.token)
        return PAGES.render(
            'form',
            "Pago con Webpay",
            head=self._expiry_refresh(tx),
            action=PAY_PATH,
            token=tx.token,
            amount=format_amount(tx),
            buy_order=tx.buy_order,
            commerce_code=tx.account.code,
            cards=_card_options(),
            plans=join(
                [_option(plan.key, f"{plan.label} ({plan.code})") for plan in PLANS.values()]
            ),
            response_codes=join(
                [_option(code, f"{code}: {name}") for code, name in REJECTION_NAMES.items()]
            ),
            minutes=max(1, round(self._settings.pay_within / 60)),
        )

    def _expiry_refresh(self, tx):
        """Return what makes the browser leave when the time is over, as the gateway's form does."""
        seconds = int(self._settings.pay_within) + 1
        address = f'{EXPIRED_PATH}?token_ws={quote(tx.token)}'
        return markup('<meta http-equiv="refresh" content="$s; url=$a" />', s=seconds, a=address)

    def _finish(self, fields):
        ending = fields.get('outcome', '')
        outcome = APPROVE if ending in (DOUBLE, LOST) else ending
        back = self._ledger.finish(
            fields['token_ws'],
            outcome,
            card=fields.get('card', 'visa'),
            plan=fields.get('plan', 'VN'),
            response_code=int(fields.get('response_code', '-1')),
        )
        if ending == LOST:
            return PAGES.render('lost', "Pago terminado")
        if ending == DOUBLE:
            return PAGES.render('double_back', "Volviendo al comercio", location=back.location)
        return _go_back(back)

    def _expire(self, fields):
        return _go_back(self._ledger.finish(fields['token_ws'], TIME_OUT))

    def _show_home(self, fields):
        rows = [_home_row(tx) for tx in reversed(self._ledger.all())]
        return PAGES.render('home', "Pagos", rows=join(rows))


def format_amount(tx: Transaction) -> str:
    """Return the amount as Chileans write it."""
    text = f'{tx.amount:,.{CURRENCY_DECIMALS[tx.account.currency]}f}'
    return CURRENCY_SIGNS[tx.account.currency] + text.translate(str.maketrans(',.', '.,'))


def _go_back(back):
    if back.method == 'GET':
        return redirect(back.location)
    fields = join(
        [
            markup('<input type="hidden" name="$name" value="$value" />', name=name, value=value)
            for name, value in back.params.items()
        ]
    )
    return PAGES.render('post_back', "Volviendo al comercio", url=back.url, fields=fields)


def _error_page(status, text):
    return PAGES.render('error', "Webpay", status=status, text=text)


def _option(value, label):
    return markup('<option value="$value">$label</option>', value=value, label=label)


def _card_options():
    groups = []
    for kind, name in KIND_NAMES.items():
        options = [
            _option(card.key, _card_label(card)) for card in CARDS.values() if card.kind == kind
        ]
        label = f"Tarjeta de {name}"
        groups.append(
            markup(
                '<optgroup label="$label">$options</optgroup>', label=label, options=join(options)
            )
        )
    return join(groups)


def _card_label(card):
    result = "aprobada" if card.approved else "rechazada"
    return f"{card.name} …{card.last_digits} ({result})"


def _home_row(tx):
    return markup(
        '<li><strong>$order</strong><span>$amount</span><span>$step, $status</span></li>',
        order=tx.buy_order,
        amount=format_amount(tx),
        step=tx.step,
        status=tx.status,
    )

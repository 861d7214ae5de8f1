"""How long a customer without an account waits for his list, beside the same list in the portal."""

from collections.abc import Iterable

from dev.bench.arena import Arena, Benchmark
from dev.bench.customers import LISTS, Customer
from dev.bench.rows import Row, no_slower
from dev.bench.site import Site
from dev.setup.console import say

_ROUNDS = 25
_WARM_UP = 3
_SLOWER = 0.2
_TAX_ID = '20000000A'


def _measure(arena: Arena) -> Iterable[Row]:
    say('looking at a list of 10,000 documents as a guest')
    site = arena.ours
    customer = LISTS[10_000]
    slug = site.sql('SELECT slug FROM payment_portal LIMIT 1').strip()
    guest = _sign_in(site, customer, slug)
    paths = {guest: f'/pay/{slug}/documents', customer: '/my/invoices'}
    seconds = {visitor: [] for visitor in paths}
    for number in range(_WARM_UP + _ROUNDS):
        for visitor, path in paths.items():
            visit = site.get(visitor, path)
            if number >= _WARM_UP:
                seconds[visitor].append(visit.seconds)
    yield no_slower(
        'guest_list_time',
        seconds[guest],
        seconds[customer],
        'our list in the portal, of the same customer with 10,000 documents',
        _SLOWER,
    )


def _sign_in(site: Site, customer: Customer, slug: str) -> Customer:
    """Let a customer in by his tax id and his e-mail address, and return him as a visitor."""
    site.sql(
        f"UPDATE res_partner SET vat = '{_TAX_ID}', tax_id_key = '{_TAX_ID}'"
        f" FROM res_users WHERE partner_id = res_partner.id AND login = '{customer.login}'"
    )
    kind = site.sql('SELECT key_kind FROM payment_portal LIMIT 1').strip()
    site.sql("UPDATE payment_portal SET key_kind = 'registered_contact'")
    guest = Customer(f'{customer.login}_guest', customer.documents)
    site.sign_in(guest, f'/pay/{slug}', {'tax_id': _TAX_ID, 'key': f'{customer.login}@example.com'})
    site.sql(f"UPDATE payment_portal SET key_kind = '{kind}'")
    return guest


BENCHMARK = Benchmark(('guest_list_time',), _measure)

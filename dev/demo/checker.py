"""What the demo promises: each fact is a function that returns what it found, or fails."""

from stdnum.cl import rut
from stdnum.es import nif

from dev.demo.customers import CUSTOMERS
from dev.demo.logins import LOGINS, PORTAL_LOGINS
from dev.demo.world import World

OPEN_STATES = ('not_paid', 'partial', 'in_payment')
SALE_TYPES = ('out_invoice', 'out_refund')


def check(env):
    """Print all facts.

    :param odoo.api.Environment env: The environment of the shell.
    :raise SystemExit: If one does not hold.
    """
    world = World(env)
    if not world.find('company_cl'):
        raise SystemExit(f"The database {env.cr.dbname} has no demo.")
    failures = 0
    for fact in FACTS:
        try:
            found = f"ok    {fact(world)}"
        except AssertionError as error:
            failures += 1
            found = f"WRONG {error}"
        print(f"{fact.__name__.replace('_', ' '):32} {found}")
    if failures:
        raise SystemExit(f"{failures} of {len(FACTS)} facts of the demo do not hold.")


def _expect(condition, found):
    """Fail with what was found unless the condition holds.

    :return: What was found.
    :rtype: str
    """
    if not condition:
        raise AssertionError(found)
    return str(found)


def _documents(world, *domain):
    companies = world.get('company_cl') | world.get('company_es')
    return world.env['account.move'].search(
        [('company_id', 'in', companies.ids), ('move_type', 'in', SALE_TYPES), *domain]
    )


def _open_documents(world, customer):
    partner = world.get(f'partner_{customer}')
    return _documents(
        world,
        ('commercial_partner_id', '=', partner.id),
        ('state', '=', 'posted'),
        ('payment_state', 'in', OPEN_STATES),
    )


# === FACTS === #


def companies(world):
    """Both companies have their chart and currency."""
    records = world.get('company_cl') | world.get('company_es')
    found = [(record.chart_template, record.currency_id.name) for record in records]
    return _expect(
        found[0] == ('cl', 'CLP') and found[1][0].startswith('es_') and found[1][1] == 'EUR', found
    )


def tax_ids(world):
    """All tax ids have right check digits, as they are stored."""
    names = [f'partner_{customer.key}' for customer in CUSTOMERS]
    partners = [world.get(name) for name in names]
    partners += [world.get('company_cl').partner_id, world.get('company_es').partner_id]
    wrong = [
        (partner.name, partner.vat)
        for partner in partners
        if not (
            rut.is_valid(partner.vat)
            if partner.country_id.code == 'CL'
            else nif.is_valid(partner.vat)
        )
    ]
    return _expect(not wrong, wrong or f"{len(partners)} valid")


def contacts(world):
    """Companies have several contacts."""
    counts = [
        len(world.get(f'partner_{customer.key}').child_ids)
        for customer in CUSTOMERS
        if customer.is_company
    ]
    return _expect(min(counts) > 1, counts)


def chilean_documents(world):
    """There are enough, all posted, none dated in the future."""
    company = world.get('company_cl')
    moves = _documents(world, ('company_id', '=', company.id))
    states = {
        state: len(moves.filtered(lambda move, state=state: move.payment_state == state))
        for state in set(moves.mapped('payment_state'))
    }
    return _expect(
        len(moves) >= 60
        and set(moves.mapped('state')) == {'posted'}
        and max(moves.mapped('invoice_date')) <= world.day(0)
        and {'paid', 'not_paid', 'partial'} <= set(states),
        states,
    )


def spanish_documents(world):
    """There are a dozen."""
    count = len(_documents(world, ('company_id', '=', world.get('company_es').id)))
    return _expect(count >= 12, count)


def customer_has_a_full_list(world):
    """The customer of the browser play has all kinds of open documents."""
    moves = _open_documents(world, 'vina')
    pesos = moves.filtered(lambda move: move.currency_id.name == 'CLP')
    kinds = {
        'overdue': pesos.filtered(lambda move: move.invoice_date_due < world.day(0)),
        'not due': pesos.filtered(lambda move: move.invoice_date_due > world.day(0)),
        'part paid': pesos.filtered(lambda move: move.payment_state == 'partial'),
        'credits': pesos.filtered(lambda move: move.move_type == 'out_refund'),
        'instalments': pesos.filtered(
            lambda move: (
                len(
                    move.line_ids.filtered(
                        lambda line: line.account_id.account_type == 'asset_receivable'
                    )
                )
                > 1
            )
        ),
        'early discount': pesos.filtered('invoice_payment_term_id.early_discount'),
        'dollars': moves.filtered(lambda move: move.currency_id.name == 'USD'),
    }
    found = {'all': len(moves), **{kind: len(records) for kind, records in kinds.items()}}
    return _expect(len(moves) >= 25 and all(found.values()), found)


def customer_of_two_companies(world):
    """One customer has open documents in both."""
    names = _open_documents(world, 'austral').company_id.mapped('name')
    return _expect(len(names) == 2, names)


def money_on_account(world):
    """Some money fits no document."""
    payments = [world.get('on_account_cl_0'), world.get('on_account_es_0')]
    open_amounts = [
        sum(
            payment.move_id.line_ids.filtered(
                lambda line: line.account_id.account_type == 'asset_receivable'
            ).mapped('amount_residual')
        )
        for payment in payments
    ]
    return _expect(all(amount < 0 for amount in open_amounts), open_amounts)


def quotations(world):
    """Two wait for the customer."""
    states = [world.get(f'quotation_{key}').state for key in ('printers', 'licence')]
    return _expect(states == ['sent', 'sent'], states)


def logins(world):
    """Everybody can sign in with the password of the table."""
    for login in LOGINS:
        credential = {'type': 'password', 'login': login.login, 'password': login.password}
        result = world.env['res.users'].authenticate(credential, {'interactive': False})
        user = world.env['res.users'].browse(result['uid'])
        _expect(user.lang == login.language, f"{login.login}: {user.lang}")
        _expect(user.share == (login in PORTAL_LOGINS), f"{login.login}: share {user.share}")
    return f"{len(LOGINS)} sign in"


def portal_users_see_their_own(world):
    """Head office and contact see the same; nobody sees what another customer has."""
    found = {}
    for login in PORTAL_LOGINS:
        user = world.get(f'user_{login.login}')
        moves = (
            world.env['account.move']
            .with_user(user)
            .search([('move_type', 'in', SALE_TYPES), ('state', '=', 'posted')])
        )
        partners = moves.sudo().commercial_partner_id
        _expect(partners == user.partner_id.commercial_partner_id, f"{login.login}: {partners}")
        found[login.login] = len(moves)
    return _expect(found['customer'] == found['colleague'], found)


def providers(world):
    """Each customer is offered what the demo set up."""
    found = {
        'CLP': _get_offered(world, 'cl', 'vina', 'base.CLP'),
        'USD': _get_offered(world, 'cl', 'vina', 'base.USD'),
        'EUR': _get_offered(world, 'es', 'bodegas', 'base.EUR'),
    }
    expected = {'custom'} | ({'transbank'} if world.find('provider_webpay') else set())
    return _expect(
        expected <= set(found['CLP'])
        and expected <= set(found['USD'])
        and 'custom' in found['EUR'],
        found,
    )


def _get_offered(world, company, customer, currency):
    return (
        world.env['payment.provider']
        ._get_compatible_providers(
            world.get(f'company_{company}').id,
            world.get(f'partner_{customer}').id,
            100,
            currency_id=world.env.ref(currency).id,
        )
        .mapped('code')
    )


def portals(world):
    """Both companies have theirs, if the add-on is installed."""
    if 'payment.portal' not in world.env:
        return "the add-on isn't installed"
    return [world.get(f'portal_{key}').name for key in ('cl', 'es')]


FACTS = (
    companies,
    tax_ids,
    contacts,
    chilean_documents,
    spanish_documents,
    customer_has_a_full_list,
    customer_of_two_companies,
    money_on_account,
    quotations,
    logins,
    portal_users_see_their_own,
    providers,
    portals,
)

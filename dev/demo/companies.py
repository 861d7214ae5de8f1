"""The two companies with their charts of accounts, journals, rates and payment terms."""

from typing import NamedTuple

from odoo import Command

from dev.demo.tax_ids import prepare_tax_id


class Company(NamedTuple):
    """One company of the demo.

    Shape: `address` is the values of the partner, `timezone` that of the working hours
    """

    key: str
    name: str
    chart: str
    country: str
    currency: str
    vat: str
    bank_account: str
    timezone: str
    address: dict


COMPANIES = (
    Company(
        key='cl',
        name="Comercial Andina SpA",
        chart='cl',
        country='base.cl',
        currency='base.CLP',
        vat='99910001-5',
        bank_account='CTA CTE 00-123-45678-09 Banco Ejemplo',
        timezone='America/Santiago',
        address={
            'street': "Av. Providencia 1650",
            'street2': "Of. 804",
            'city': "Providencia",
            'zip': '7500000',
            'phone': '+56 2 2555 0101',
            'email': 'cobranza@andina.example.com',
            'lang': 'es_CL',
        },
    ),
    Company(
        key='es',
        name="Comercial Andina España SL",
        chart='es_pymes',
        country='base.es',
        currency='base.EUR',
        vat='ESB00000778',
        bank_account='ES91 2100 0418 4502 0005 1332',
        timezone='Europe/Madrid',
        address={
            'street': "Calle de Alcalá 45",
            'city': "Madrid",
            'zip': '28014',
            'phone': '+34 915 55 01 01',
            'email': 'cobros@andina.example.com',
            'lang': 'es_ES',
        },
    ),
)

# Pesos for one dollar: (days ago, rate).
DOLLAR_RATES = ((400, 920), (60, 955), (7, 948))

# Shape: {key: {field: value}} with lines as (percent, days).
TERMS = {
    'days_15': {'name': "15 days", 'lines': [(100, 15)]},
    'days_30': {'name': "30 days", 'lines': [(100, 30)]},
    'halves': {'name': "Half now, half in 30 days", 'lines': [(50, 0), (50, 30)]},
    'thirds': {
        'name': "Three instalments: 30, 60 and 90 days",
        'lines': [(33.33, 30), (33.33, 60), (33.34, 90)],
    },
    'early': {
        'name': "30 days, 2 % less within 10 days",
        'lines': [(100, 30)],
        'early_discount': True,
        'discount_percentage': 2,
        'discount_days': 10,
    },
}


def build(world):
    """Create the companies; the first takes over a main company that was never used."""
    for company in COMPANIES:
        record = world.keep(f'company_{company.key}', _get_or_create(world, company))
        world.env['account.chart.template'].try_loading(company.chart, record, install_demo=False)
        world.keep(f'bank_{company.key}', _set_bank_account(world, record, company))
    world.env.user.company_ids |= world.get('company_cl') | world.get('company_es')
    _create_rates(world)
    _create_terms(world)


def _get_or_create(world, company):
    currency = world.env.ref(company.currency)
    currency.active = True
    values = {
        'name': company.name,
        'country_id': world.env.ref(company.country).id,
        'currency_id': currency.id,
    }
    # Or Odoo would install whatever exists for the country.
    companies = world.env['res.company'].with_context(chart_template_load=True)
    main = companies.env.ref('base.main_company')
    if company.key == 'cl' and not _is_used(main):
        main.write(values)
        record = main
    else:
        record = companies.create(values)
    record.partner_id.write(
        {
            **company.address,
            **prepare_tax_id(world.env, company.country, company.vat),
        }
    )
    record.resource_calendar_id.tz = company.timezone
    return record


def _is_used(company):
    moves = company.env['account.move'].with_context(active_test=False)
    return bool(moves.search_count([('company_id', '=', company.id)], limit=1))


def _set_bank_account(world, record, company):
    """Give the bank journal of the chart the account that customers transfer to.

    :return: The journal.
    :rtype: account.journal
    """
    journal = world.model('account.journal', record).search(
        [('type', '=', 'bank'), ('company_id', '=', record.id)], limit=1
    )
    journal.set_bank_account(company.bank_account)
    return journal


def _create_rates(world):
    """Set the dollar in Chile; the peso is 1, so that rates of other demo data don't mix in."""
    dollar, peso = world.env.ref('base.USD'), world.env.ref('base.CLP')
    dollar.active = True
    company = world.get('company_cl')
    rates = [(peso, DOLLAR_RATES[0][0], 1)]
    rates += [(dollar, days_ago, 1 / pesos) for days_ago, pesos in DOLLAR_RATES]
    world.model('res.currency.rate', company).create(
        [
            {
                'currency_id': currency.id,
                'company_id': company.id,
                'name': world.day(days_ago),
                'rate': rate,
            }
            for currency, days_ago, rate in rates
        ]
    )


def _create_terms(world):
    for key, values in TERMS.items():
        lines = [
            Command.create({'value': 'percent', 'value_amount': percent, 'nb_days': days})
            for percent, days in values['lines']
        ]
        term = world.env['account.payment.term'].create(
            {
                **{name: value for name, value in values.items() if name != 'lines'},
                'company_id': False,
                'line_ids': lines,
            }
        )
        world.keep(f'term_{key}', term)

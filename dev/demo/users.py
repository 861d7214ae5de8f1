"""The people who sign in: see `logins.py` for their passwords and languages."""

from odoo import Command

from dev.demo.customers import CUSTOMERS
from dev.demo.logins import LOGINS

PASSWORDS = {login.login: login.password for login in LOGINS}
LANGUAGES = {login.login: login.language for login in LOGINS}

# Login: (partner, company).
PORTAL_USERS = {
    'customer': ('vina', 'cl'),
    'colleague': ('camila', 'cl'),
    'other': ('rodrigo', 'cl'),
    'both': ('austral', 'cl'),
    'spain': ('bodegas', 'es'),
}

# Login: (name, companies, groups).
STAFF = {
    'accountant': (
        "Antonia Reyes",
        ('cl', 'es'),
        ('base.group_user', 'account.group_account_user', 'account.group_account_manager'),
    ),
    'sales': (
        "Sebastián Muñoz",
        ('cl',),
        ('base.group_user', 'base.group_partner_manager', 'sales_team.group_sale_salesman'),
    ),
}


def build(world):
    """Create staff and portal users, and let the administrator into both companies."""
    for login, (name, companies, groups) in STAFF.items():
        _create_staff(world, login, name, companies, groups)
    for login, (partner, company) in PORTAL_USERS.items():
        _create_portal_user(world, login, partner, company)
    _open_companies_to_admin(world)
    for customer in CUSTOMERS:
        if customer.country == 'base.cl':
            world.get(f'partner_{customer.key}').user_id = world.get('user_sales')


def _create_staff(world, login, name, companies, groups):
    records = [world.get(f'company_{key}') for key in companies]
    world.keep(
        f'user_{login}',
        world.env['res.users'].create(
            {
                'login': login,
                'password': PASSWORDS[login],
                'name': name,
                'email': f'{login}@andina.example.com',
                'lang': LANGUAGES[login],
                'tz': 'America/Santiago',
                'company_id': records[0].id,
                'company_ids': [Command.set([company.id for company in records])],
                'group_ids': [Command.set([world.env.ref(group).id for group in groups])],
            }
        ),
    )


def _create_portal_user(world, login, partner, company):
    company = world.get(f'company_{company}')
    user = world.env['res.users'].create(
        {
            'login': login,
            'password': PASSWORDS[login],
            'partner_id': world.get(f'partner_{partner}').id,
            'company_id': company.id,
            'company_ids': [Command.set(company.ids)],
            'group_ids': [Command.set(world.env.ref('base.group_portal').ids)],
        }
    )
    user.write({'lang': LANGUAGES[login], 'tz': world.env.user.tz or 'America/Santiago'})
    world.keep(f'user_{login}', user)


def _open_companies_to_admin(world):
    companies = world.get('company_cl') | world.get('company_es')
    admin = world.env.ref('base.user_admin')
    admin.write(
        {
            'login': 'admin',
            'password': PASSWORDS['admin'],
            'email': 'admin@andina.example.com',
            'company_ids': [Command.link(company.id) for company in companies],
            'company_id': companies[0].id,
            'group_ids': [
                Command.link(world.env.ref(group).id)
                for group in ('account.group_account_user', 'account.group_account_manager')
            ],
        }
    )

"""The steps of the demo, in order."""

from dev.demo import (
    companies,
    customers,
    documents,
    logins,
    orders,
    payments,
    portals,
    server,
    users,
)
from dev.demo.world import World

STEPS = (
    ("languages, addresses and mail server", server.build),
    ("companies and charts of accounts", companies.build),
    ("customers", customers.build),
    ("users", users.build),
    ("invoices and credit notes", documents.build),
    ("payments", payments.build),
    ("quotations", orders.build),
    ("payment portals and providers", portals.build),
)


def build(env):
    """Fill the database with the demo.

    :param odoo.api.Environment env: The environment of the shell.
    :raise SystemExit: If the database has a demo already.
    """
    world = World(env)
    if world.find('company_cl'):
        raise SystemExit(
            f"The database {env.cr.dbname} has the demo already; build it in a new database."
        )
    for title, step in STEPS:
        world.say(title)
        step(world)
    env.flush_all()
    world.say("done\n" + logins.as_table())

"""What all steps of the demo share: the environment, the settings and the records by name."""

import os
from datetime import date, timedelta
from typing import NamedTuple

from dev.setup.console import say

MODULE = 'portal_demo'  # Of the external ids, so that tests and the browser play find records.

# Nobody follows the making of the demo: no change log, no mail to those who are assigned.
QUIET = {
    'mail_auto_subscribe_no_notify': True,
    'mail_create_nolog': True,
    'mail_create_nosubscribe': True,
    'no_reset_password': True,
    'tracking_disable': True,
}


class Settings(NamedTuple):
    """What depends on where the demo runs."""

    simulator_url: str
    base_url: str
    smtp_port: int

    @classmethod
    def from_environment(cls):
        """Return the settings that the starter passes as variables; each may be missing."""
        return cls(
            simulator_url=os.environ.get('WEBPAY_SIMULATOR_URL', ''),
            base_url=os.environ.get('WEB_BASE_URL', ''),
            smtp_port=int(os.environ.get('SMTP_PORT') or 0),
        )


class World:
    """The demo in the making."""

    def __init__(self, env):
        """Work as the superuser, quietly, in English.

        :param odoo.api.Environment env: The environment of the shell.
        """
        self.env = env(context={**env.context, **QUIET, 'lang': 'en_US'})
        self.settings = Settings.from_environment()

    def keep(self, name, record):
        """Give the record an external id.

        :param str name: The name, without module.
        :param odoo.models.BaseModel record: One record.
        :return: The record.
        :rtype: odoo.models.BaseModel
        """
        self.env['ir.model.data']._update_xmlids(
            [{'xml_id': f'{MODULE}.{name}', 'record': record, 'noupdate': True}]
        )
        return record

    def find(self, name):
        """Return the record of the name, None if there is none."""
        return self.env.ref(f'{MODULE}.{name}', raise_if_not_found=False)

    def get(self, name):
        """Return the record of the name.

        :raise ValueError: If there is none.
        """
        return self.env.ref(f'{MODULE}.{name}')

    def within(self, company):
        """Return the environment in which defaults and company-dependent values are the company's.

        :param res.company company: The company.
        :rtype: odoo.api.Environment
        """
        return self.env(context={**self.env.context, 'allowed_company_ids': company.ids})

    def model(self, name, company=None):
        """Return the model, in the company when one is given."""
        return (self.within(company) if company else self.env)[name]

    def say(self, message):
        """Print one line of progress."""
        say(f"demo: {message}")

    @staticmethod
    def day(days_ago):
        """Return the date so many days before today: the demo never ages."""
        return date.today() - timedelta(days=days_ago)

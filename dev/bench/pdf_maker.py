"""Make the PDF of a statement with a thousand movements; a process with Odoo inside.

Run: `python -m dev.bench.pdf_maker CONFIGURATION DATABASE URL ENGINE ROUNDS`. Prints the seconds of
one PDF and the memory that the program behind it took, as JSON. Core's engine gets the same rows in
core's own layout, and fetches its style sheets from URL; the figures are read once, for neither.
"""

import json
import resource
import sys
import time
from datetime import timedelta
from statistics import median

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

from dev.bench.customers import LISTS

_MOVEMENTS = 1000
_DAYS = 90  # in which the customer of 10,000 documents has more than that

_CORE_TEMPLATE = """
<t t-name="bench.statement">
    <t t-call="web.html_container">
        <t t-call="web.external_layout">
            <div class="page">
                <h2>Statement of account</h2>
                <t t-foreach="sections" t-as="section">
                    <t t-foreach="section['sheets']" t-as="sheet">
                        <t t-call="account_payment_portal.pdf_statement_rows"/>
                    </t>
                </t>
            </div>
        </t>
    </t>
</t>
"""


def main(configuration, database, url, engine, rounds):
    """Make the PDF some times and print what one costs."""
    config.parse_config(['-c', configuration, '-d', database])
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        document = _build_document(env)
        make = {'ours': _make_ours, 'core': _prepare_core(env, url)}[engine]
        make(document)  # What is kept is loaded once.
        seconds = [_time(make, document) for _round in range(int(rounds))]
        cr.rollback()
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({'seconds': median(seconds), 'megabytes': kilobytes / 1024}))


def _build_document(env):
    """Return a statement with a thousand movements."""
    from odoo.addons.account_payment_portal.models.statement_parts import Account
    from odoo.addons.account_payment_portal.report.statement import StatementDocument

    partner = env['res.users'].search([('login', '=', LISTS[10_000].login)]).partner_id
    today = fields.Date.today()
    account = Account(partner, env.company, today - timedelta(days=_DAYS), today)
    sections = [
        section._replace(movements=section.movements[:_MOVEMENTS])
        for section in env['payment.statement']._get_sections(account)
    ]
    if sum(len(section.movements) for section in sections) != _MOVEMENTS:
        raise AssertionError('The customer has too few movements.')
    return StatementDocument(env, account, sections)


def _make_ours(document):
    return document.render_pdf(document.env.company)


def _prepare_core(env, url):
    """Return a function that makes the PDF of a statement by core's engine.

    :param env: The environment.
    :param url: Where the server is that core's engine asks for style sheets.
    """
    for key in ('web.base.url', 'report.url'):
        env['ir.config_parameter'].set_param(key, url)
    view = env['ir.ui.view'].create(
        {'type': 'qweb', 'name': "Benchmark", 'key': 'bench.statement', 'arch': _CORE_TEMPLATE}
    )
    reports = env['ir.actions.report']

    def make(document):
        values = {**document.prepare_sheets(), 'company': env.company, 'docs': env.company}
        page = reports._render_template(view.id, values)
        bodies, _ids, header, footer, arguments = reports._prepare_html(page)
        return reports._run_wkhtmltopdf(
            bodies, header=header, footer=footer, specific_paperformat_args=arguments
        )

    return make


def _time(make, document):
    """Return how many seconds a PDF takes.

    :raise AssertionError: If it is none.
    """
    start = time.perf_counter()
    content = make(document)
    seconds = time.perf_counter() - start
    if not content.startswith(b'%PDF'):
        raise AssertionError('This is no PDF.')
    return seconds


if __name__ == '__main__':
    main(*sys.argv[1:])

"""Odoo's server with one page more, which does nothing: what any request of a visitor costs.

Run: `python -m dev.bench.empty_route`, with the options of Odoo's server.
"""

from odoo import http
from odoo.cli.command import main

PATH = '/bench/empty'


class EmptyRoute(http.Controller):
    # Known only to the process that is started with this file.
    @http.route(PATH, type='http', auth='public', methods=['GET', 'POST'], sitemap=False)
    def empty(self, **params):
        """Answer nothing."""
        return ''


if __name__ == '__main__':
    main()

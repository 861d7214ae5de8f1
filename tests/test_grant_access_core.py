from odoo.tests import tagged

from odoo.addons.portal.tests import test_portal_wizard


@tagged('post_install', '-at_install')
class TestGrantAccessCore(test_portal_wizard.TestPortalWizard):
    """Core's own tests of the dialog hold with what the add-on changes in it."""

    allow_inherited_tests_method = True

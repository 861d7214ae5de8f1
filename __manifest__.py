{
    'name': "Customer Payment Portal",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Payment Providers',
    'summary': "Customers see what they owe and pay it; the books close themselves",
    'author': "Customer Payment Portal contributors",
    'license': 'LGPL-3',
    'depends': [
        'account_payment',
        'auth_signup',
        'base_vat',
        'calendar',
        'payment_custom',
        'sale',
    ],
    'data': [
        'views/portal_document_templates.xml',
        'views/portal_remittance_templates.xml',
    ],
    'demo': [],
    'assets': {
        'web.assets_frontend': [
            'account_payment_portal/static/src/interactions/**/*',
            'account_payment_portal/static/src/scss/**/*',
        ],
        'web.assets_tests': [
            'account_payment_portal/static/tests/tours/**/*',
        ],
    },
    'application': True,
}

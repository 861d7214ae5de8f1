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
        'security/ir.model.access.csv',
        'security/payment_portal_security.xml',
        'security/portal_wizard_security.xml',
        'security/payment_outstanding_document_security.xml',

        'views/guest_sign_in_templates.xml',
        'views/guest_document_templates.xml',  # Depends on `guest_layout`.
        'views/payment_webpay_templates.xml',
        'views/payment_discrepancy_views.xml',
        'views/payment_outstanding_document_views.xml',
        'views/payment_portal_attempt_views.xml',
        'views/payment_portal_views.xml',
        'views/payment_portal_sign_in_views.xml',
        'views/payment_provider_views.xml',
        'views/payment_remittance_views.xml',
        'views/portal_document_templates.xml',
        'views/portal_remittance_templates.xml',
        'views/res_partner_access_views.xml',
        'views/res_partner_sign_in_views.xml',
        'wizards/payment_portal_issue_key_views.xml',
        'wizards/portal_wizard_views.xml',

        'data/ir_cron_data.xml',
        'data/payment_portal_data.xml',
        'data/sign_in_mail_template_data.xml',
        'data/payment_provider_data.xml',  # Depends on `webpay_redirect_form`.
    ],
    'demo': ['demo/payment_portal_demo.xml'],
    'assets': {
        'web.assets_backend': [
            'account_payment_portal/static/src/backend/**/*',
        ],
        'web.assets_frontend': [
            'account_payment_portal/static/src/interactions/**/*',
            'account_payment_portal/static/src/scss/**/*',
        ],
        'web.assets_tests': [
            'account_payment_portal/static/tests/tours/**/*',
        ],
    },
    'application': True,
    'post_init_hook': 'post_init_hook',
    'uninstall_hook': 'uninstall_hook',
}

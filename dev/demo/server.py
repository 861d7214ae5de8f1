"""What the whole database needs: languages, its own address, the mail catcher."""

LANGUAGES = ('es_CL', 'es_ES')


def build(world):
    """Load the languages and tell Odoo where it is."""
    _load_languages(world.env)
    if world.settings.base_url:
        parameters = world.env['ir.config_parameter']
        parameters.set_param('web.base.url', world.settings.base_url)
        parameters.set_param('web.base.url.freeze', 'True')  # Or the first admin changes it.
    if world.settings.smtp_port:
        world.keep(
            'mail_server',
            world.env['ir.mail_server'].create(
                {
                    'name': "Mail catcher of the demo",
                    'smtp_host': '127.0.0.1',
                    'smtp_port': world.settings.smtp_port,
                    'smtp_encryption': 'none',
                }
            ),
        )


def _load_languages(env):
    languages = (
        env['res.lang']
        .with_context(active_test=False)
        .search([('code', 'in', LANGUAGES), ('active', '=', False)])
    )
    if languages:
        env['base.language.install'].create({'lang_ids': languages.ids}).lang_install()

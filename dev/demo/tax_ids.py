"""Tax ids as the localizations want them."""

RUT_TYPE = 'l10n_cl.it_RUT'
OTHER_TAX_ID_TYPE = 'l10n_latam_base.it_vat'


def prepare_tax_id(env, country, vat, taxpayer_type='1'):
    """Return the values of a partner with a tax id; Chile wants the kind of id and of taxpayer.

    :param odoo.api.Environment env: Any environment.
    :param str country: External id of the country.
    :param str vat: The tax id.
    :param str taxpayer_type: What the partner is for the Chilean tax office.
    :rtype: dict
    """
    is_chilean = country == 'base.cl'
    return {
        'country_id': env.ref(country).id,
        'l10n_latam_identification_type_id': env.ref(
            RUT_TYPE if is_chilean else OTHER_TAX_ID_TYPE
        ).id,
        'l10n_cl_sii_taxpayer_type': taxpayer_type if is_chilean else '4',
        'vat': vat,
    }

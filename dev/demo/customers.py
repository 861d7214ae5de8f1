"""The customers and their contacts. Names and tax ids are made up; the check digits are right."""

from typing import NamedTuple

from dev.demo.tax_ids import prepare_tax_id


class Contact(NamedTuple):
    """A person or an address of a customer."""

    key: str
    name: str
    email: str
    function: str = ''
    type: str = 'contact'


class Customer(NamedTuple):
    """A head office; `country` is an external id, `city` stands after the street."""

    key: str
    name: str
    vat: str
    street: str
    city: str
    email: str
    contacts: tuple
    country: str = 'base.cl'
    taxpayer_type: str = '1'
    is_company: bool = True


CUSTOMERS = (
    Customer(
        key='vina',
        name="Viña Los Robles SpA",
        vat='99910018-K',
        street="Camino Los Robles 2300",
        city="Casablanca",
        email='pagos@losrobles.example.com',
        contacts=(
            Contact('camila', "Camila Fuentes", 'camila@losrobles.example.com', "Accounts payable"),
            Contact('diego', "Diego Araya", 'diego@losrobles.example.com', "Purchasing"),
            Contact('bodega', "Bodega Norte", 'bodega@losrobles.example.com', type='delivery'),
        ),
    ),
    Customer(
        key='ferreteria',
        name="Ferretería San Cristóbal Ltda.",
        vat='99910052-K',
        street="Av. Matta 812",
        city="Santiago",
        email='administracion@sancristobal.example.com',
        contacts=(
            Contact('rodrigo', "Rodrigo Tapia", 'rodrigo@sancristobal.example.com', "Owner"),
            Contact('paula', "Paula Herrera", 'paula@sancristobal.example.com', "Administration"),
        ),
    ),
    Customer(
        key='clinica',
        name="Clínica Dental Los Aromos SpA",
        vat='99910069-4',
        street="Av. Irarrázaval 3450",
        city="Ñuñoa",
        email='contacto@losaromos.example.com',
        contacts=(
            Contact('francisca', "Francisca Vidal", 'francisca@losaromos.example.com', "Manager"),
            Contact('finanzas', "Finanzas", 'finanzas@losaromos.example.com', type='invoice'),
        ),
    ),
    Customer(
        key='austral',
        name="Transportes Austral S.A.",
        vat='99910086-4',
        street="Ruta 5 Sur km 1020",
        city="Puerto Montt",
        email='cuentas@austral.example.com',
        contacts=(
            Contact('ignacio', "Ignacio Barría", 'ignacio@austral.example.com', "Chief accountant"),
            Contact('madrid', "Oficina Madrid", 'madrid@austral.example.com', type='other'),
        ),
    ),
    Customer(
        key='cafe',
        name="Café Barrio Sur EIRL",
        vat='99910103-8',
        street="Calle Italia 1120",
        city="Providencia",
        email='hola@barriosur.example.com',
        contacts=(
            Contact('josefa', "Josefa Leiva", 'josefa@barriosur.example.com', "Owner"),
            Contact('matias', "Matías Godoy", 'matias@barriosur.example.com', "Shift manager"),
        ),
    ),
    Customer(
        key='valentina',
        name="Valentina Rojas Soto",
        vat='11111111-1',
        street="Pasaje Los Alerces 77",
        city="Valparaíso",
        email='valentina@example.com',
        contacts=(),
        taxpayer_type='3',
        is_company=False,
    ),
    Customer(
        key='bodegas',
        name="Bodegas Ejemplo del Duero SL",
        vat='ESB00000117',
        street="Carretera de Soria 12",
        city="Aranda de Duero",
        email='administracion@ejemploduero.example.com',
        contacts=(
            Contact('carmen', "Carmen Ortega", 'carmen@ejemploduero.example.com', "Administration"),
            Contact('javier', "Javier Prieto", 'javier@ejemploduero.example.com', "Purchasing"),
        ),
        country='base.es',
    ),
    Customer(
        key='libreria',
        name="Librería La Ejemplar SL",
        vat='ESB00000224',
        street="Calle Mayor 8",
        city="Zaragoza",
        email='pedidos@laejemplar.example.com',
        contacts=(
            Contact('pilar', "Pilar Gracia", 'pilar@laejemplar.example.com', "Owner"),
            Contact('jorge', "Jorge Lafuente", 'jorge@laejemplar.example.com', "Warehouse"),
        ),
        country='base.es',
    ),
    Customer(
        key='lucia',
        name="Lucía Martín Gómez",
        vat='ES12345678Z',
        street="Calle de la Luna 3",
        city="Madrid",
        email='lucia@example.com',
        contacts=(),
        country='base.es',
        is_company=False,
    ),
)


def build(world):
    """Create the customers, then all their contacts."""
    partners = world.env['res.partner'].create(
        [_prepare_customer(world.env, customer) for customer in CUSTOMERS]
    )
    children = []
    for customer, partner in zip(CUSTOMERS, partners, strict=True):
        world.keep(f'partner_{customer.key}', partner)
        children += [(contact, partner) for contact in customer.contacts]
    contacts = world.env['res.partner'].create(
        [_prepare_contact(contact, partner) for contact, partner in children]
    )
    for (contact, _partner), record in zip(children, contacts, strict=True):
        world.keep(f'partner_{contact.key}', record)


def _prepare_customer(env, customer):
    return {
        'name': customer.name,
        'is_company': customer.is_company,
        'street': customer.street,
        'city': customer.city,
        'email': customer.email,
        'lang': 'es_CL' if customer.country == 'base.cl' else 'es_ES',
        **prepare_tax_id(env, customer.country, customer.vat, customer.taxpayer_type),
    }


def _prepare_contact(contact, partner):
    return {
        'parent_id': partner.id,
        'name': contact.name,
        'email': contact.email,
        'function': contact.function,
        'type': contact.type,
        'lang': partner.lang,
        # Addresses have one of their own, people take the one of their company.
        **(
            {}
            if contact.type == 'contact'
            else {
                'street': partner.street,
                'city': partner.city,
                'country_id': partner.country_id.id,
            }
        ),
    }

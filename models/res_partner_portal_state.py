from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists

# What the names of the states say for themselves: in the alphabet, the better one comes first.
PORTAL_STATES = [
    ('none', "None"),
    ('invited', "Invited"),
    ('active', "Active"),
    ('revoked', "Revoked"),
]


class ResPartner(models.Model):
    _inherit = 'res.partner'

    commercial_member_ids = fields.One2many(
        string="Contacts of the Customer",
        help="All contacts of a commercial entity, itself included.",
        comodel_name='res.partner',
        inverse_name='commercial_partner_id',
        groups='base.group_user',
    )

    # Access to the portal.
    portal_state = fields.Selection(
        string="Portal Access",
        help="Whether somebody can sign in to the portal for the contact.\n"
        "Invited: can sign in, but has not done so yet. Active: has signed in. Revoked: could, and"
        " can't any more.\n"
        "A customer shows the furthest of all its contacts.",
        selection=PORTAL_STATES,
        compute='_compute_portal_state',
        store=True,
        groups='base.group_user',
    )
    portal_last_visit = fields.Datetime(
        string="Last Portal Visit",
        help="When somebody was last seen in the portal for the contact, to the hour. A customer"
        " shows the latest of all its contacts.",
        compute='_compute_portal_last_visit',
        compute_sudo=True,
        groups='base.group_user',
    )

    # Contacts with access are few among many.
    _portal_state_idx = models.Index("(portal_state) WHERE portal_state != 'none'")

    # === CRUD METHODS === #

    def _auto_init(self):
        """Override of `base` to fill the portal's state by one statement.

        With 100,000 contacts, computing it in batches takes five times as long. The default spares
        all contacts without access a write.
        """
        if column_exists(self.env.cr, 'res_partner', 'portal_state'):
            return super()._auto_init()
        self.env.cr.execute(
            "ALTER TABLE res_partner ADD COLUMN portal_state VARCHAR DEFAULT 'none'"
        )
        self.env.cr.execute("ALTER TABLE res_partner ALTER COLUMN portal_state DROP DEFAULT")
        res = super()._auto_init()
        self._fill_portal_states()
        return res

    def _fill_portal_states(self):
        rated_states = self._get_portal_state_sql(
            SQL(
                """
            SELECT person.id
              FROM res_users users
              JOIN res_partner member ON member.id = users.partner_id
              JOIN res_partner person ON person.id IN (member.id, member.commercial_partner_id)
             WHERE users.share
            """
            )
        )
        self.env.cr.execute(
            SQL(
                """
            UPDATE res_partner contact
               SET portal_state = rated.state
              FROM (%s) rated
             WHERE contact.id = rated.contact_id
            """,
                rated_states,
            )
        )

    # === COMPUTE METHODS === #

    @api.depends(
        'user_ids.active',
        'user_ids.group_ids',
        'user_ids.share',
        'commercial_member_ids.active',
        'commercial_member_ids.user_ids.active',
        'commercial_member_ids.user_ids.group_ids',
        'commercial_member_ids.user_ids.share',
    )
    def _compute_portal_state(self):
        """Rate the access of contacts, and write only where it has changed.

        Each new contact of a customer makes the customer's state compute, too. If it were written
        then, two people could not add contacts to one customer at the same time.
        """
        states = self._origin._read_portal_states()
        for partner in self:
            stored, state = states.get(partner._origin.id, ('none', 'none'))
            # What is in the cache can be newer than what is stored.
            if stored != state or 'portal_state' in partner._cache or not partner.id:
                partner.portal_state = state

    def _compute_portal_last_visit(self):
        visits = self._origin._read_portal_visits()
        for partner in self:
            partner.portal_last_visit = visits.get(partner._origin.id, False)

    # === BUSINESS METHODS - KEEPING IT RIGHT === #

    def _update_portal_state(self):
        """Have the portal's state computed again, also of the customers whom the contacts are of.

        For changes that the dependencies don't tell of.
        """
        self.env.add_to_compute(
            self._fields['portal_state'], self | self.sudo().commercial_partner_id
        )

    # === GETTERS === #

    def _read_portal_states(self):
        """Return what the state of access is, and what it should be.

        Shape: `{id: (stored state, right state)}`

        :rtype: dict
        """
        if not self:
            return {}
        self._flush_portal_people()
        rows = self.env.execute_query(
            SQL(
                """
            SELECT contact.id, contact.portal_state, COALESCE(rated.state, 'none')
              FROM res_partner contact
         LEFT JOIN (%(rated)s) rated ON rated.contact_id = contact.id
             WHERE contact.id IN %(ids)s
            """,
                rated=self._get_portal_state_sql(self._get_ids_sql()),
                ids=tuple(self.ids),
            )
        )
        return {contact_id: (current, state) for contact_id, current, state in rows}

    def _read_portal_visits(self):
        """Return when somebody was last seen in the portal for the contacts.

        Shape: `{id: datetime}`, without contacts for whom nobody ever was

        Units: UTC, to the hour: what Odoo keeps of the visits in a session.

        :rtype: dict
        """
        if not self:
            return {}
        self._flush_portal_people()
        self.env['res.device.log'].flush_model(['user_id', 'last_activity'])
        return dict(
            self.env.execute_query(
                SQL(
                    """
            SELECT covered.contact_id, MAX(visit.at)
              FROM (%s) covered
              JOIN res_users users ON users.partner_id = covered.person_id
              JOIN LATERAL (
                    SELECT MAX(create_date) FROM res_users_log WHERE create_uid = users.id
                     UNION ALL
                    SELECT MAX(last_activity) FROM res_device_log WHERE user_id = users.id
                   ) visit(at) ON TRUE
             WHERE users.share
             GROUP BY covered.contact_id
            HAVING MAX(visit.at) IS NOT NULL
            """,
                    self._get_covered_people_sql(self._get_ids_sql()),
                )
            )
        )

    def _flush_portal_people(self):
        self.flush_model(['active', 'commercial_partner_id'])
        self.env['res.users'].flush_model(['active', 'group_ids', 'partner_id', 'share'])
        self.env['res.users.log'].flush_model(['create_uid'])

    def _get_ids_sql(self):
        return SQL("SELECT UNNEST(%s)", self.ids)

    @api.model
    def _get_covered_people_sql(self, ids_sql):
        """Return the query of whose access counts for contacts: their own and their members'.

        :param odoo.tools.SQL ids_sql: The query of the contacts' ids.
        :return: The query, with columns `contact_id` and `person_id`.
        :rtype: odoo.tools.SQL
        """
        return SQL(
            """
            SELECT id AS contact_id, id AS person_id
              FROM res_partner
             WHERE id IN (%(ids)s)
             UNION
            SELECT commercial_partner_id, id
              FROM res_partner
             WHERE commercial_partner_id IN (%(ids)s) AND active
            """,
            ids=ids_sql,
        )

    @api.model
    def _get_portal_state_sql(self, ids_sql):
        """Return the query of the state of access of contacts, without those that have none.

        :param odoo.tools.SQL ids_sql: The query of the contacts' ids.
        :return: The query, with columns `contact_id` and `state`.
        :rtype: odoo.tools.SQL
        """
        # MIN takes the best of the states: see `PORTAL_STATES`.
        return SQL(
            """
            SELECT covered.contact_id,
                   MIN(CASE WHEN NOT users.active THEN 'revoked'
                            WHEN EXISTS (
                                 SELECT 1 FROM res_users_log WHERE create_uid = users.id
                            ) THEN 'active'
                            ELSE 'invited'
                        END) AS state
              FROM (%(covered)s) covered
              JOIN res_users users ON users.partner_id = covered.person_id
             WHERE users.share
               AND users.id NOT IN %(technical)s
               AND (NOT users.active OR EXISTS (
                    SELECT 1
                      FROM res_groups_users_rel membership
                     WHERE membership.uid = users.id AND membership.gid IN %(groups)s
                   ))
             GROUP BY covered.contact_id
            """,
            covered=self._get_covered_people_sql(ids_sql),
            technical=self.env['res.users']._get_technical_portal_user_ids(),
            groups=tuple(self.env.ref('base.group_portal').sudo().all_implied_by_ids.ids),
        )

from . import payment_portal_conversation  # What documents inherit.
from . import account_move
from . import account_move_conversation
from . import account_move_followers
from . import account_move_archive
from . import account_move_history
from . import account_move_line
from . import account_move_line_ledger
from . import account_move_link
from . import account_move_send
from . import account_move_sending
from . import account_move_paid_documents
from . import account_payment
from . import account_payment_payer
from . import calendar_event
from . import calendar_event_booking
from . import mail_message
from . import mail_message_rate
from . import mail_template
from . import payment_discrepancy
from . import payment_message
from . import payment_outstanding_document
from . import payment_portal
from . import payment_portal_address
from . import payment_portal_agenda
from . import payment_portal_attempt
from . import payment_portal_button
from . import payment_portal_code
from . import payment_portal_issued_key
from . import payment_portal_key
from . import payment_portal_link
from . import payment_portal_link_issue
from . import payment_portal_link_opening
from . import payment_portal_link_visit
from . import payment_portal_link_mail  # Extends the link.
from . import payment_portal_link_target
from . import payment_portal_link_mailing  # Its lines are targets.
from . import payment_outstanding_document_link
from . import payment_portal_session
from . import payment_portal_session_message
from . import payment_portal_sign_in
from . import payment_portal_switches
from . import payment_portal_contact_card  # Needs the switches.
from . import payment_portal_preview  # Its addresses are the portal's.
from . import payment_portal_settings
from . import payment_portal_meeting  # Its settings follow the switch.
from . import payment_portal_key_mail_code  # The kinds of key add themselves to `payment.portal`.
from . import payment_portal_key_issued_key
from . import payment_portal_key_registered_contact
from . import payment_portal_key_tax_id_digits
from . import payment_portal_watch
from . import payment_portal_website
from . import payment_provider
from . import payment_provider_status
from . import payment_receipt
from . import payment_remittance
from . import payment_remittance_entries
from . import payment_remittance_freeze
from . import payment_remittance_line
from . import payment_remittance_settlement
from . import payment_remittance_receipt  # Follows each settlement.
from . import payment_statement
from . import payment_statement_ledger
from . import payment_transaction
from . import payment_transaction_webpay
from . import payment_transaction_webpay_result
from . import payment_transaction_webpay_status
from . import res_partner_access
from . import res_partner_guest
from . import res_partner_link
from . import res_partner_message
from . import res_partner_portal_state
from . import res_partner_share_link
from . import res_partner_tax_id
from . import res_users
from . import sale_order_acceptance
from . import sale_order_conversation
from . import sale_order_portal
from . import sale_order_sending

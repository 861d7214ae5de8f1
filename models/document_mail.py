"""How documents go by e-mail: as PDF, as a link to the portal, or both.

A portal says it for its company. Only mails that bring the document itself are meant, not messages
about it, and in each of them the customer finds at least one of both.
"""

# In the context while documents are mailed, in a way that puts a button into the mails.
MAILING = 'payment_portal_mailing'

# The groups of recipients who work here: their button leads to the backend.
STAFF_GROUPS = ('user',)


def drop_buttons(groups):
    """Leave no button in the mails of customers.

    :param list[tuple] groups: See core's `_notify_get_recipients_groups`; changed in place, as core
        does it.
    """
    for name, _predicate, options in groups:
        if name not in STAFF_GROUPS:
            options['has_button_access'] = False


def is_pdf_alone(document, sending, message):
    """Return whether a mail shall have a PDF and no button.

    :param account.move|sale.order document: The document that is mailed.
    :param str sending: How its company sends documents; see `payment.portal`.
    :param mail.message message: What is mailed. Without an attachment, whoever sends it has taken
        the PDF away; then there is the button, or there would be nothing.
    :rtype: bool
    """
    # In sudo mode because who may write a message may send what is attached.
    return bool(
        sending == 'pdf' and document.env.context.get(MAILING) and message.sudo().attachment_ids
    )

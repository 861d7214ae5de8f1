"""Mails that bring a secret to somebody."""


def write_secret_mail(template_sudo, res_id, email_values=None):
    """Write a mail whose text stands in the mail alone.

    Administrators can read it there while it waits in the queue; core deletes it when it is sent.

    :param mail.template template_sudo: The template, in sudo mode; its context has the secret.
    :param int res_id: The record that the mail is about.
    :param dict email_values: What is different from the template.
    :return: The mail, not yet sent, in sudo mode.
    :rtype: mail.mail
    """
    mail_id = template_sudo.send_mail(
        res_id, email_values=email_values, email_layout_xmlid='mail.mail_notification_light'
    )
    mail_sudo = template_sudo.env['mail.mail'].sudo().browse(mail_id)
    # Core keeps a copy that everybody may read who may see the record.
    mail_sudo.mail_message_id.body = False
    return mail_sudo

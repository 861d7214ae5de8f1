import { registry } from '@web/core/registry';

/** A salesperson shows a customer's link, mails another one, and revokes one of them. */
registry.category('web_tour.tours').add('account_payment_portal_share_link', {
    steps: () => [
        {
            content: 'Open the dialog from the contact',
            trigger: 'button[name="action_share_payment_link"]',
            run: 'click',
        },
        {
            content: 'Make a link',
            trigger: '.modal footer button[name="action_show"]:contains(Show Link)',
            run: 'click',
        },
        {
            content: 'See the address',
            trigger: '.modal .o_field_widget[name="url"] a[href*="/pay/l/"]',
        },
        {
            content: 'See the button that copies it',
            trigger: '.modal .o_field_widget[name="url"] .o_clipboard_button',
        },
        {
            content: 'See the QR code',
            trigger: '.modal img[alt="QR code with the link"][src^="data:image/png"]',
        },
        {
            content: 'Have it as a file for print',
            trigger: '.modal a[download="payment-link.svg"][href^="data:image/svg"]',
        },
        {
            content: 'Close',
            trigger: '.modal footer button:contains(Done)',
            run: 'click',
        },
        {
            content: 'Open the dialog again',
            trigger: 'body:not(:has(.modal)) button[name="action_share_payment_link"]',
            run: 'click',
        },
        {
            content: 'Add a few words',
            trigger: '.modal .o_field_widget[name="note"] textarea',
            run: 'edit As promised on the phone',
        },
        {
            content: 'Send it',
            trigger: '.modal footer button[name="action_send"]:contains(Send by E-mail)',
            run: 'click',
        },
        {
            content: 'Be told where it goes',
            trigger: '.o_notification:contains(The link is on its way to firm@sur.example.com)',
        },
        {
            content: 'Open the dialog once more',
            trigger: 'body:not(:has(.modal)) button[name="action_share_payment_link"]',
            run: 'click',
        },
        {
            content: 'Go to the links of the customer',
            trigger: '.modal footer button[name="action_open_links"]',
            run: 'click',
        },
        {
            content: 'See both, and open the one that was mailed',
            trigger:
                '.o_list_view:has(tr.o_data_row:nth-child(2)) tr.o_data_row:first-child td[name="partner_id"]',
            run: 'click',
        },
        {
            content: 'Revoke it',
            trigger: '.o_form_view button[name="action_revoke"]',
            run: 'click',
        },
        {
            content: 'Confirm',
            trigger: '.modal footer button:contains(Revoke)',
            run: 'click',
        },
        {
            content: 'See that it is over',
            trigger: '.o_form_view .o_arrow_button_current:contains(Revoked)',
        },
    ],
});

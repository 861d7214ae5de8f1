import { registry } from '@web/core/registry';

import { goOn } from './tour_steps';

const chatter = '#chatterRoot:shadow';

/**
 * The customer comments on an invoice, finds it among all messages, and writes to the company.
 */
registry.category('web_tour.tours').add('account_payment_portal_messages', {
    steps: () => [
        {
            content: 'Write about the invoice',
            trigger: `${chatter} .o-mail-Composer-input`,
            run: 'edit Where is my parcel?',
        },
        { content: 'Send', trigger: `${chatter} .o-mail-Composer-send:enabled`, run: 'click' },
        {
            content: 'Read it below',
            trigger: `${chatter} .o-mail-Message-body:contains(Where is my parcel)`,
        },
        goOn('Go home', '.o_portal_navbar a[href="/my/home"], .breadcrumb a[href="/my/home"]'),
        goOn('Go to the messages', '.o_portal_docs a[href="/my/messages"]'),
        {
            content: 'Find the comment and its document',
            trigger: '.o_app_message:contains(Where is my parcel):has(a[href^="/my/invoices/"])',
        },
        goOn('Write to the company', 'a[href="/my/messages/new"]'),
        { content: 'Name a subject', trigger: '[name="subject"]', run: 'edit Opening hours' },
        {
            content: 'Write',
            trigger: '[name="body"]',
            run: 'edit When do you open on Saturdays?',
        },
        goOn('Send', '.o_app_message_form button[type="submit"]'),
        { content: 'Read that it is sent', trigger: '[role="status"]:contains(is sent)' },
        {
            content: 'Search',
            trigger: '[name="search"]',
            run: 'edit saturdays',
        },
        goOn('Start the search', '[role="search"] button'),
        {
            content: 'Find one message',
            trigger: '.o_app_message:contains(Opening hours):only-child',
        },
    ],
});

/**
 * Somebody who came by a link sends a proof of payment.
 */
registry.category('web_tour.tours').add('account_payment_portal_guest_messages', {
    steps: () => [
        goOn('Open the link', '.o_app_send_once button'),
        goOn('Open the messages', 'a[href$="/messages"]'),
        {
            content: 'Write',
            trigger: '[name="body"]',
            run: 'edit I have paid yesterday.',
        },
        goOn('Send', '.o_app_message_form button[type="submit"]'),
        { content: 'Read that it is sent', trigger: '[role="status"]:contains(is sent)' },
        {
            content: 'Read it, marked as not verified',
            trigger: '.o_app_message:contains(paid yesterday):contains(Not verified)',
        },
    ],
});

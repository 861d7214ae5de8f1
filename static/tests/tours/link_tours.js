import { registry } from '@web/core/registry';

import { goOn, payOnline, readSummary, tick } from './tour_steps';

/** Somebody opens the link of an e-mail, pays the document that it is about, and leaves. */
registry.category('web_tour.tours').add('account_payment_portal_link_pays', {
    steps: () => [
        {
            content: 'Read whose document it is',
            trigger: 'main:contains(has sent you a document)',
        },
        goOn('Go on to the document', 'form.o_app_guest_form button[type="submit"]'),
        {
            content: 'See that document alone, at an address without the token',
            trigger: '.o_app_table tbody:not(:has(tr:nth-child(2)))',
            run() {
                if (location.pathname !== '/pay/sur/documents') {
                    throw new Error(`This is ${location.pathname}.`);
                }
            },
        },
        tick(0),
        readSummary('20,000'),
        ...payOnline(),
        {
            content: 'Read the receipt',
            trigger: '.o_app_result[data-result="paid"] dd:contains(6623)',
        },
        goOn('Sign out', 'form[action$="/logout"] button'),
        { content: 'Be told so', trigger: '#o_app_notice:contains(signed out)' },
    ],
});

/** Somebody opens a link that was revoked, and reads what to do. */
registry.category('web_tour.tours').add('account_payment_portal_link_is_dead', {
    steps: () => [
        { content: 'Read that it works no more', trigger: "h1:contains(This link doesn't work)" },
        { content: 'There is no way on', trigger: 'main:not(:has(form.o_app_guest_form))' },
        { content: 'Read what to do', trigger: 'main li:contains(Ask whoever sent you the link)' },
    ],
});

/** Somebody has got a link by mistake, and ends it. */
registry.category('web_tour.tours').add('account_payment_portal_link_is_not_for_me', {
    steps: () => [
        goOn('Say so', 'a:contains(This is not for me)'),
        goOn('Be sure', 'form[action$="/refuse"] button'),
        { content: 'Be thanked', trigger: 'h1:contains(Thank you)' },
    ],
});

import { registry } from '@web/core/registry';

import { goOn, payOnline, readSummary, tick } from './tour_steps';

const pay = 'button[name="o_payment_submit_button"]:enabled';

/**
 * The gateway can't be reached, the bank rejects the card, the customer cancels; then he pays.
 */
registry.category('web_tour.tours').add('account_payment_portal_try_again', {
    steps: () => [
        tick(0),
        readSummary('20,000'),
        goOn('Go to the payment', 'button[name="o_app_pay"]:enabled'),
        { content: 'Pay', trigger: pay, run: 'click' },
        {
            content: 'Read why it does not work',
            trigger: ".modal-body:contains(Transbank can't be reached just now.)",
        },
        { content: 'Close', trigger: '.modal-footer button', run: 'click' },
        goOn('Pay; the bank will reject', `body:not(:has(.modal)) ${pay}`),
        {
            content: 'Read that the bank rejected',
            trigger: '.o_app_result[data-result="failed"] [role="alert"]:contains(code -1)',
        },
        goOn('Try again', 'a:contains(Try again)'),
        goOn('Pay; the customer will cancel', pay),
        {
            content: 'Read that it was cancelled',
            trigger: '.o_app_result[data-result="cancelled"] [role="alert"]',
        },
        goOn('Choose again', 'a:contains(Change what to pay)'),
        ...payOnline(),
        {
            content: 'Read the receipt',
            trigger: '.o_app_result[data-result="paid"]',
        },
    ],
});

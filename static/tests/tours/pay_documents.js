import { registry } from '@web/core/registry';

import { goOn, inRow, payOnline, tick } from './tour_steps';

/**
 * The main story: log in, tick three documents, pay a part of one, pay all at Webpay, read the
 * receipt. Amounts are read without separators, so that the tour plays in any language.
 */
registry.category('web_tour.tours').add('account_payment_portal_pay_documents', {
    steps: () => [
        { content: 'Type the login', trigger: 'input[name="login"]', run: 'edit ap_payer' },
        { content: 'Type the password', trigger: 'input[name="password"]', run: 'edit ap_payer' },
        goOn('Log in', '.oe_login_form button[type="submit"]'),
        tick(0),
        tick(1),
        tick(2),
        {
            content: 'Pay a part of the third document',
            trigger: inRow(2, 'input[name^="amount-"]'),
            run: 'edit 10000 && press Tab',
        },
        {
            content: 'All three are marked',
            trigger: '.o_app_table:has(tbody tr:nth-child(3).o_app_ticked):not(:has(.is-invalid))',
        },
        {
            content: 'The total follows',
            trigger: '.o_app_summary_text strong',
            run() {
                const digits = this.anchor.textContent.replace(/[^0-9]/g, '');
                if (digits !== '70000') {
                    throw new Error(`The total is ${this.anchor.textContent}`);
                }
            },
        },
        ...payOnline(),
        {
            content: 'Read the receipt',
            trigger: '.o_app_result[data-result="paid"] dd:contains(6623)',
        },
        goOn('Go back to the list', '.o_app_result a.btn-primary'),
        {
            content: 'Only the part that was not paid is open, and nothing is ticked',
            trigger: '.o_app_table tbody tr:only-child:not(.o_app_ticked)',
        },
    ],
});

import { registry } from '@web/core/registry';

import { inRow, readSummary } from './tour_steps';

const TABS_MAX = 80;

/**
 * Press a key, or type a text over what is selected, as a person does: the test hands it to the
 * browser, which moves the focus itself.
 *
 * @param {string} key
 */
function press(key) {
    window.accountPaymentPortalPressKey(key);
}

/**
 * Press Tab until an element has the focus, and check that it can be seen there.
 *
 * @param {string} selector - What must be reached.
 */
async function tabTo(selector) {
    for (let count = 0; count < TABS_MAX; count++) {
        const moved = new Promise((resolve) => {
            document.addEventListener('focusin', resolve, { once: true });
            setTimeout(resolve, 1000);
        });
        press('Tab');
        await moved;
        if (document.activeElement.matches(selector)) {
            return;
        }
    }
    throw new Error(`Tab does not lead to ${selector}`);
}

/**
 * Return the steps that go to an element by Tab and press a key there.
 *
 * @param {string} selector - What must be reached.
 * @param {string} key
 * @param {object} options - More of the last step.
 * @return {object[]}
 */
function pressOn(selector, key, options = {}) {
    return [
        {
            content: `Go to ${selector}`,
            trigger: selector,
            run: () => tabTo(selector),
        },
        {
            content: `Press ${key} there`,
            trigger: `${selector}:focus`,
            run: () => press(key),
            ...options,
        },
    ];
}

const firstTick = '.o_app_table tbody tr:first-child input[name="document"]';
const firstAmount = '.o_app_table tbody tr:first-child input[name^="amount-"]';
const payButton = 'button[name="o_app_pay"]';

/**
 * Tick, type a wrong amount, read what is wrong, correct it, and pay, all without a mouse.
 */
registry.category('web_tour.tours').add('account_payment_portal_pay_by_keyboard', {
    steps: () => [
        ...pressOn(firstTick, 'Space'),
        {
            content: 'The row is ticked',
            trigger: inRow(0, 'input[name="document"]:checked'),
        },
        // A browser selects what stands in an input that Tab leads to.
        ...pressOn(firstAmount, '20001'),
        {
            content: 'What is wrong is told at the amount, and to screen readers',
            trigger: inRow(0, '.o_app_error[role="alert"]:contains(20,000 at most)'),
        },
        readSummary('Please correct the marked amounts.'),
        {
            content: 'Try to pay all the same',
            trigger: `${firstAmount}[aria-invalid]:focus`,
            run: () => press('Enter'),
        },
        {
            content: 'Nothing is sent; correct the amount',
            trigger: `${firstAmount}.is-invalid:focus`,
            run() {
                this.anchor.select();
                press('15000');
            },
        },
        readSummary('15,000'),
        ...pressOn(payButton, 'Enter', { expectUnloadPage: true }),
        ...pressOn('button[name="o_payment_submit_button"]', 'Enter', { expectUnloadPage: true }),
        {
            content: 'Read the receipt',
            trigger: '.o_app_result[data-result="paid"] dd:contains(6623)',
        },
        ...pressOn('.o_app_result a.btn-primary', 'Enter', { expectUnloadPage: true }),
        {
            content: 'Be back on the list',
            trigger: inRow(0, '.o_app_status:contains(Partly paid)'),
        },
    ],
});

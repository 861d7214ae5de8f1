import { registry } from '@web/core/registry';

import { goOn, payOnline, readSummary, tick } from './tour_steps';

const SCREEN_WIDTH = 390;

// The smallest side of what a finger hits, in pixels.
const TOUCH_MIN = 40;

/**
 * Return a step that checks that the page fits the screen and what is pressed fits a finger.
 *
 * @param {string} trigger - What the page must hold.
 * @param {string} touched - What fingers press there.
 * @return {object}
 */
function checkPage(trigger, touched) {
    return {
        content: `The page with ${trigger} fits the screen`,
        trigger,
        run() {
            const { scrollWidth } = document.documentElement;
            if (window.innerWidth !== SCREEN_WIDTH || scrollWidth > SCREEN_WIDTH) {
                throw new Error(`The page is ${scrollWidth} pixels wide`);
            }
            for (const el of document.querySelectorAll(touched)) {
                const { width, height } = el.getBoundingClientRect();
                if (Math.min(width, height) < TOUCH_MIN) {
                    throw new Error(`Too small for a finger: ${el.outerHTML}`);
                }
            }
        },
    };
}

/**
 * Pay with a credit on a phone.
 */
registry.category('web_tour.tours').add('account_payment_portal_pay_on_phone', {
    steps: () => [
        checkPage(
            '.o_app_table tbody tr:nth-child(3)',
            'tbody label.o_app_touch, .o_app_summary button:not(.d-none), input[name^="amount-"]'
        ),
        tick(0),
        {
            content: 'The bar with the total is in view',
            trigger: '.o_app_summary:has(strong)',
            run() {
                const { top, bottom } = this.anchor.getBoundingClientRect();
                if (top < 0 || bottom > window.innerHeight + 1) {
                    throw new Error(`The bar stands from ${top} to ${bottom}`);
                }
            },
        },
        readSummary('20,000'),
        {
            content: 'Tick the credit',
            trigger: 'tr:contains(RINV) input[name="document"]',
            run: 'click',
        },
        readSummary('15,000'),
        goOn('Go to the payment', 'button[name="o_app_pay"]:enabled'),
        checkPage('.o_app_checkout', '.o_app_checkout button[name="o_payment_submit_button"]'),
        ...payOnline().slice(1),
        checkPage('.o_app_result[data-result="paid"]', '.o_app_result a.o_app_touch'),
    ],
});

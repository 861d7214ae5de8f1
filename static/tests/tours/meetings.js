import { registry } from '@web/core/registry';

import { goOn } from './tour_steps';

// The smallest side of what a finger hits, in pixels.
const TOUCH_MIN = 40;

/**
 * Return a step that checks that a page fits the screen and that fingers hit what is pressed.
 *
 * @param {string} trigger - What the page must hold.
 * @return {object}
 */
function checkPage(trigger) {
    return {
        content: `The page with ${trigger} fits the screen`,
        trigger,
        run() {
            if (document.documentElement.scrollWidth > window.innerWidth) {
                throw new Error('The page is wider than the screen');
            }
            for (const el of document.querySelectorAll('main .o_app_touch:not(.d-none)')) {
                if (el.getBoundingClientRect().height < TOUCH_MIN) {
                    throw new Error(`Too small for a finger: ${el.outerHTML}`);
                }
            }
        },
    };
}

/**
 * Return the steps of a customer who books a meeting, moves it and cancels it.
 *
 * @return {object[]}
 */
function getSteps() {
    return [
        goOn('Go to the meetings', '.o_portal_docs a[href="/my/meetings"]'),
        goOn('Book one', 'main a[href="/my/meetings/new"]'),
        {
            content: 'Choose a time zone',
            trigger: '.o_app_zone select',
            run: 'select Asia/Tokyo',
        },
        goOn('Let times be shown in it', '.o_app_zone button[type="submit"]'),
        {
            content: 'Both times are shown',
            trigger:
                '.o_app_zone[data-zone="Asia/Tokyo"] ~ .o_app_week .o_app_slot:contains("9:00")',
        },
        checkPage('.o_app_slot'),
        goOn('Take the time zone of the device', 'button.o_app_device_zone:not(.d-none)'),
        {
            content: 'Times are shown in it',
            trigger: '.o_app_zone[data-zone="Europe/Madrid"]:has(.o_app_device_zone.d-none)',
        },
        goOn('Choose a time', '.o_app_slot:eq(1)'),
        {
            content: 'Say what it is about',
            trigger: 'textarea[name="note"]',
            run: 'edit Prices of next year',
        },
        checkPage('.o_app_meeting_form'),
        goOn('Book it', '.o_app_meeting_form button[type="submit"]'),
        { content: 'It is booked', trigger: '.alert-success' },
        checkPage('.o_app_meeting'),
        goOn('Move it', '.o_app_meeting a[href$="/move"]'),
        goOn('Choose another time', '.o_app_slot:eq(4)'),
        goOn('Move it there', '.o_app_meeting_form button[type="submit"]'),
        goOn('Cancel it', '.o_app_meeting a[href$="/cancel"]'),
        checkPage('button.btn-danger'),
        goOn('Be sure', 'button.btn-danger'),
        {
            content: 'Nothing is ahead',
            trigger: 'main:has(.alert-success):not(:has(.o_app_meeting))',
        },
    ];
}

registry.category('web_tour.tours').add('account_payment_portal_meetings', { steps: getSteps });

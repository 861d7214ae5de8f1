import { registry } from '@web/core/registry';

import { goOn, inRow, payOnline, readSummary, tick } from './tour_steps';

// The test replaces it by the customer's key: it is random, or comes by e-mail.
const OWN_KEY = 'the key';

const keyField = '.o_app_guest_form input[name="key"]';
const submit = '.o_app_guest_form button[type="submit"]';

const typeTaxId = {
    content: 'Type the tax id',
    trigger: '.o_app_guest_form input[name="tax_id"]',
    run: 'edit 76086428-5',
};

/**
 * Return the steps that type the key and sign in.
 *
 * @return {object[]}
 */
function signInWithKey() {
    return [
        {
            content: 'Type the key',
            trigger: keyField,
            run() {
                this.anchor.focus();
                window.accountPaymentPortalPressKey(OWN_KEY);
            },
        },
        goOn('Sign in', '.o_app_guest_form:has(input[name="key"]:valid) button[type="submit"]'),
    ];
}

/**
 * Return the steps of a guest who has got in: he pays his only document and leaves.
 *
 * @return {object[]}
 */
function payAndLeave() {
    return [
        tick(0),
        readSummary('20,000'),
        ...payOnline(),
        {
            content: 'Read the receipt',
            trigger: '.o_app_result[data-result="paid"] dd:contains(6623)',
        },
        goOn('Go back to the list', '.o_app_result a.btn-primary'),
        {
            content: 'Nothing is left to pay',
            trigger: 'main:not(:has(input[name="document"]))',
        },
        goOn('Sign out', 'form[action$="/logout"] button'),
        {
            content: 'Be told so, on the sign-in page',
            trigger: '#o_app_notice:contains(signed out)',
        },
    ];
}

/** A customer without an account pays; he knows his key, whatever it is. */
registry.category('web_tour.tours').add('account_payment_portal_guest_pays', {
    steps: () => [typeTaxId, ...signInWithKey(), ...payAndLeave()],
});

/** A customer without an account pays; his key comes by e-mail. */
registry.category('web_tour.tours').add('account_payment_portal_guest_pays_with_code', {
    steps: () => [
        typeTaxId,
        goOn('Ask for a code', submit),
        {
            content: 'Read where it went, as far as a stranger may know',
            trigger: 'main b:contains(•):contains(@):not(:contains(firm@sur))',
        },
        ...signInWithKey(),
        ...payAndLeave(),
    ],
});

/** A person who was invited to the portal sets his password and sees what his firm owes. */
registry.category('web_tour.tours').add('account_payment_portal_first_sign_in', {
    steps: () => [
        {
            content: 'Type a password',
            trigger: '.oe_signup_form input[name="password"]',
            run: 'edit a-long-password',
        },
        {
            content: 'Type it again',
            trigger: '.oe_signup_form input[name="confirm_password"]',
            run: 'edit a-long-password',
        },
        goOn('Set the password', '.oe_signup_form button[type="submit"]'),
        goOn('Go to the documents', 'main a[href^="/my/invoices"]'),
        { content: 'See what is to be paid', trigger: inRow(0, 'input[name^="amount-"]') },
    ],
});

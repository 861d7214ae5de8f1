import { registry } from '@web/core/registry';

import { goOn, inRow, payOnline, readSummary, tick } from './tour_steps';

/**
 * Return the steps that search the list.
 *
 * @param {string} text
 * @return {object[]}
 */
function search(text) {
    return [
        { content: 'Type', trigger: 'input[name="search"]', run: `edit ${text}` },
        goOn('Search', '.o_app_search button[type="submit"]'),
    ];
}

/**
 * Tick documents on two pages, in a search and among the credits, and pay them all at once.
 */
registry.category('web_tour.tours').add('account_payment_portal_pay_from_pages', {
    steps: () => [
        tick(0),
        readSummary('1,000'),
        goOn('Go to the second page', '.pagination a:contains(2)'),
        readSummary('1 document'),
        tick(1),
        readSummary('6,000'),
        ...search('Order 2000'),
        {
            content: 'Only one document is found',
            trigger: '.o_app_table tbody tr:only-child',
        },
        readSummary('2 documents'),
        tick(0),
        {
            content: 'Pay a part of it',
            trigger: inRow(0, 'input[name^="amount-"]'),
            run: 'edit 1500 && press Tab',
        },
        readSummary('7,500'),
        goOn('Look at the credits', '.o_app_views a:contains(Credits)'),
        ...search(' '),
        tick(0),
        readSummary('4 documents'),
        readSummary('6,900'),
        goOn('Go to the first page', '.o_app_views a:contains(Outstanding)'),
        {
            content: 'What was ticked here is still ticked',
            trigger: '.o_app_table tbody tr.o_app_ticked input[name="document"]:checked',
        },
        goOn('Go to the payment', 'button[name="o_app_pay"]:enabled'),
        {
            content: 'All four documents are paid',
            trigger: '.o_app_checkout',
            run() {
                const count = document.querySelectorAll('main tbody tr').length;
                if (count !== 4) {
                    throw new Error(`${count} documents are paid`);
                }
            },
        },
        goOn('Change the choice', 'a:contains(Change what to pay)'),
        {
            content: 'The choice is as it was',
            trigger: '.o_app_table tbody:not(:has(tr:not(.o_app_ticked))) tr:nth-child(4)',
        },
        readSummary('6,900'),
        ...payOnline(),
        {
            content: 'Read the receipt',
            trigger: '.o_app_result[data-result="paid"]:contains(Credit used)',
        },
        goOn('Go back to the list', '.o_app_result a.btn-primary'),
        readSummary('Tick what you want to pay.'),
    ],
});

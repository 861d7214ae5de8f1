import { registry } from '@web/core/registry';

import { goOn } from './tour_steps';

/**
 * Make sure that nothing is wider than the window.
 */
function checkWidth() {
    const width = document.documentElement.scrollWidth;
    if (width > window.innerWidth) {
        throw new Error(`The page is ${width} pixels wide`);
    }
}

/**
 * Come home, read the history of two years, and choose paid documents to download.
 */
registry.category('web_tour.tours').add('account_payment_portal_account_pages', {
    steps: () => [
        {
            content: 'Read what is owed',
            trigger: '#o_app_owed ~ .o_app_balances dd:contains(3,000)',
            run: checkWidth,
        },
        {
            content: 'Read what waits',
            trigger: '#o_app_waiting ~ .list-group a:contains(Valid until)',
        },
        {
            content: 'Read what was paid last',
            trigger: '#o_app_last_payments ~ ul li:contains(500) a:contains(Receipt)',
        },
        goOn('Go to the history', '.o_portal_index_card:not(.d-none) a[href="/my/history"]'),
        {
            content: 'The chart is drawn, and its figures are a table, too',
            trigger: '.o_app_history_chart:not(.d-none) canvas',
            run() {
                checkWidth();
                const chart = window.Chart.getChart(this.anchor);
                const sums = chart.data.datasets.map(({ data }) => data.reduce((a, b) => a + b));
                if (sums.join() !== '500,3000') {
                    throw new Error(`The chart adds up to ${sums}`);
                }
            },
        },
        {
            content: 'Read the total',
            trigger: '.o_app_figures tfoot td:contains(3,500)',
        },
        goOn('Go to an earlier year', 'nav[aria-label="Years"] a:contains(2019)'),
        {
            content: 'Read its product',
            trigger: '.o_app_figures tbody th:contains(Goods)',
        },
        goOn('Go to the documents', 'nav[aria-label="My account"] a:contains(Documents)'),
        goOn('Look at what is paid', '.o_app_views a:contains(Paid)'),
        {
            content: 'Nothing is chosen yet',
            trigger: 'button[name="o_app_download"]:disabled',
        },
        {
            content: 'Choose all',
            trigger: '[name="o_app_tick_all"] input',
            run: 'click',
        },
        {
            content: 'Read what is downloaded',
            trigger: '.o_app_download_text:contains(2 documents to download)',
        },
        {
            content: 'It can be downloaded',
            trigger: 'button[name="o_app_download"]:enabled',
            run: checkWidth,
        },
        goOn('Look at all', '.o_app_views a:contains(All)'),
        {
            content: 'Choose a paid document',
            trigger: 'input[name="download"]',
            run: 'click',
        },
        {
            content: 'It is not paid again',
            trigger:
                'form:has(button[name="o_app_pay"]:disabled) .o_app_download_text:contains(and 1)',
        },
        {
            content: 'Choose a document to pay, too',
            trigger: 'input[name="document"]',
            run: 'click',
        },
        {
            content: 'Both can be downloaded',
            trigger: '.o_app_summary:has(.o_app_summary_text:contains(1 document)) button:enabled',
        },
    ],
});

/**
 * Come by a link to the whole account, without an account to log in, and look at the chart.
 */
registry.category('web_tour.tours').add('account_payment_portal_guest_history', {
    steps: () => [
        goOn('Open the link', 'main form button[type="submit"]'),
        goOn('Go to the history', 'nav[aria-label="My account"] a:contains(Purchase history)'),
        {
            content: 'The chart is drawn',
            trigger: '.o_app_history_chart:not(.d-none) canvas',
            run() {
                if (!window.Chart.getChart(this.anchor)) {
                    throw new Error('There is no chart');
                }
            },
        },
    ],
});

/**
 * Return what selects something in a row of the list.
 *
 * @param {number} index - The row, from 0.
 * @param {string} selector - What is looked for in it.
 * @return {string}
 */
export function inRow(index, selector) {
    return `.o_app_table tbody tr:eq(${index}) ${selector}`;
}

/**
 * Return a step that ticks a row by a click.
 *
 * @param {number} index - The row, from 0.
 * @return {object}
 */
export function tick(index) {
    return {
        content: `Tick row ${index}`,
        trigger: inRow(index, 'input[name="document"]:not(:checked)'),
        run: 'click',
    };
}

/**
 * Return a step that waits until the bar below the list says something.
 *
 * @param {string} text - A part of what it says.
 * @return {object}
 */
export function readSummary(text) {
    return {
        content: `Read "${text}" below the list`,
        trigger: `.o_app_summary_text:contains(${text})`,
    };
}

/**
 * Return a step that goes on to another page by a click.
 *
 * @param {string} content - What is clicked, in words.
 * @param {string} trigger - What is clicked.
 * @return {object}
 */
export function goOn(content, trigger) {
    return { content, trigger, run: 'click', expectUnloadPage: true };
}

/**
 * Return the steps that pay what was ticked by the only payment method on offer. The payer's part
 * on the gateway's own page is played by the test.
 *
 * @return {object[]}
 */
export function payOnline() {
    return [
        goOn('Go to the payment', 'button[name="o_app_pay"]:enabled'),
        goOn(
            'Go to the gateway and come back',
            '.o_app_checkout button[name="o_payment_submit_button"]:enabled'
        ),
    ];
}

import { _t } from '@web/core/l10n/translation';

/**
 * Return what the bar below the list says about what is paid.
 *
 * @param {object[]} entries - What is ticked; see SelectionStore.
 * @param {AmountFormat} format
 * @return {(Node|string)[]}
 */
export function getSummaryNodes(entries, format) {
    if (!entries.length) {
        return [_t('Tick what you want to pay. You can change each amount.')];
    }
    const count = entries.length;
    const totals = getTotals(entries, format);
    const totalEl = document.createElement('strong');
    totalEl.className = 'fs-5 d-block';
    totalEl.textContent = totals.map(({ text }) => text).join(' + ');
    const countText = count === 1 ? _t('1 document') : _t('%(count)s documents', { count });
    const separateText =
        totals.length > 1 ? ' · ' + _t('paid in %(count)s payments', { count: totals.length }) : '';
    const creditText = totals.some(({ amount }) => amount < 0)
        ? ' · ' + _t('credits exceed documents: tick more documents')
        : '';
    return [totalEl, countText + separateText + creditText];
}

/**
 * Return what the bar says about documents that are only downloaded.
 *
 * @param {number} count - How many are ticked.
 * @param {boolean} isPayable - Whether others on the page can be paid.
 * @return {string}
 */
export function getDownloadText(count, isPayable) {
    if (!count) {
        return isPayable ? '' : _t('Tick what you want to download.');
    }
    if (isPayable) {
        return count === 1
            ? _t('and 1 document to download')
            : _t('and %(count)s documents to download', { count });
    }
    return count === 1
        ? _t('1 document to download')
        : _t('%(count)s documents to download', { count });
}

/** Return what is ticked for each company and currency: they are paid separately. */
function getTotals(entries, format) {
    const totals = new Map();
    for (const { group, currency, sign, text } of entries) {
        const total = totals.get(group) || { amount: 0 };
        total.amount += format.read(text) * parseInt(sign);
        total.text = format.write(total.amount, currency);
        totals.set(group, total);
    }
    return [...totals.values()];
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Reads and writes amounts the way the server does in the customer's language.
 */
export class AmountFormat {
    /**
     * @param {object} values
     * @param {string} values.decimalPoint
     * @param {string} values.thousandsSep
     * @param {object} values.currencies - By id: symbol, position ('before' or 'after'), digits,
     *     code (where the symbol is not enough).
     */
    constructor({ decimalPoint, thousandsSep, currencies }) {
        this.decimalPoint = decimalPoint;
        this.thousandsSep = thousandsSep;
        this.currencies = currencies;
        const decimals = `(?:${escape(decimalPoint)}[0-9]+)?`;
        const separator = escape(thousandsSep.trim());
        const groups = separator
            ? `|[0-9]{1,3}(?:${separator}[0-9]{2,3})*${separator}[0-9]{3}`
            : '';
        this.pattern = new RegExp(`^(?:[0-9]+${groups})${decimals}$`);
    }

    /**
     * Return the currency, also of rows on pages that were seen before.
     *
     * @param {string} currencyId
     * @return {object}
     */
    getCurrency(currencyId) {
        return (
            this.currencies[currencyId] || { symbol: '', position: 'before', digits: 2, code: '' }
        );
    }

    /**
     * Return the amount that was typed.
     *
     * @param {string} text
     * @return {number|null} Null for what is no positive number.
     */
    read(text) {
        const compact = text.replace(/\s/g, '');
        if (!this.pattern.test(compact)) {
            return null;
        }
        const [whole, decimals = ''] = compact.split(this.decimalPoint);
        return parseFloat(`${whole.replace(/[^0-9]/g, '')}.${decimals}`);
    }

    /**
     * Return the amount as text of an input.
     *
     * @param {number} amount
     * @param {string} currencyId
     * @return {string}
     */
    writeInput(amount, currencyId) {
        const { digits } = this.getCurrency(currencyId);
        return amount.toFixed(digits).replace('.', this.decimalPoint);
    }

    /**
     * Return the amount with its currency, for reading.
     *
     * @param {number} amount
     * @param {string} currencyId
     * @return {string}
     */
    write(amount, currencyId) {
        const { symbol, position, digits, code } = this.getCurrency(currencyId);
        const [whole, decimals] = Math.abs(amount).toFixed(digits).split('.');
        const grouped = whole.replace(/\B(?=([0-9]{3})+$)/g, this.thousandsSep);
        const sign = amount < 0 && Number(Math.abs(amount).toFixed(digits)) ? '-' : '';
        const number = sign + grouped + (decimals ? this.decimalPoint + decimals : '');
        const text = position === 'before' ? [symbol, number] : [number, symbol];
        return [...text, ...(code ? [code] : [])].join('\u00a0');
    }
}

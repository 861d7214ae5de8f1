import { _t } from '@web/core/l10n/translation';
import { registry } from '@web/core/registry';
import { Interaction } from '@web/public/interaction';

import { AmountFormat } from '@account_payment_portal/interactions/amount_format';
import { SelectionStore } from '@account_payment_portal/interactions/selection_store';
import {
    getDownloadText,
    getSummaryNodes,
} from '@account_payment_portal/interactions/selection_summary';

/**
 * Totals up what the customer ticks, while he ticks it, and remembers it over the pages of the
 * list. The server computes everything again: the page works without this.
 */
export class PaymentSelection extends Interaction {
    static selector = 'form.o_app_documents';
    dynamicContent = {
        'input[name="document"]': { 't-on-change': this.onTick },
        'input[name="download"]': { 't-on-change': this.update },
        'input[name^="amount-"]': {
            't-on-input': this.onAmountInput,
            't-on-change': this.onAmountChange,
        },
        '[name="o_app_instalment"]': { 't-on-click': this.onInstalmentClick },
        '[name="o_app_tick_all"] input': { 't-on-change': this.onTickAll },
        '[name="o_app_clear"]': { 't-on-click': this.onClear },
        _root: { 't-on-submit': this.onSubmit },
        _window: { 't-on-pageshow': this.onPageShow },
    };

    setup() {
        const values = JSON.parse(this.el.dataset.values);
        this.format = new AmountFormat(values);
        this.store = new SelectionStore(values.payerId);
        this.tickEls = [...this.el.querySelectorAll('input[name="document"]')];
        this.downloadTickEls = [...this.el.querySelectorAll('input[name="download"]')];
        this.summaryEl = this.el.querySelector('.o_app_summary_text');
        this.downloadEl = this.el.querySelector('[name="o_app_download"]');
        this.downloadTextEl = this.el.querySelector('.o_app_download_text');
        this.payEl = this.el.querySelector('[name="o_app_pay"]');
        this.clearEl = this.el.querySelector('[name="o_app_clear"]');
    }

    start() {
        for (const buttonEl of this.el.querySelectorAll(
            '[name="o_app_instalment"], [name="o_app_tick_all"]'
        )) {
            buttonEl.classList.remove('d-none');
        }
        if (this.el.dataset.isSelection) {
            // What the server shows is what can be paid; forget anything else.
            this.store.clear();
            this.tickEls.forEach((tickEl) => this.remember(tickEl));
        } else {
            this.tickEls.forEach((tickEl) => this.recall(tickEl));
        }
        this.update();
    }

    // #=== EVENT HANDLERS ===#

    /** The browser's back button shows an old page: take the ticks from the memory again. */
    onPageShow(ev) {
        if (ev.persisted) {
            this.payEl?.removeAttribute('disabled');
            this.update();
        }
    }

    onTick(ev) {
        this.remember(ev.currentTarget);
        this.update();
    }

    onAmountInput(ev) {
        const tickEl = this.getTick(ev.currentTarget);
        tickEl.checked = true;
        this.remember(tickEl);
        this.update();
    }

    /** Write an amount the way the page writes amounts, once the customer has typed it. */
    onAmountChange(ev) {
        const tickEl = this.getTick(ev.currentTarget);
        const amount = this.format.read(ev.currentTarget.value);
        if (amount !== null && this.isWithinDigits(tickEl, amount)) {
            ev.currentTarget.value = this.format.writeInput(amount, tickEl.dataset.currency);
            this.remember(tickEl);
        }
    }

    onInstalmentClick(ev) {
        const amountEl = ev.currentTarget.closest('td').querySelector('input');
        const tickEl = this.getTick(amountEl);
        amountEl.value = ev.currentTarget.dataset.amount;
        tickEl.checked = true;
        this.remember(tickEl);
        this.update();
    }

    onTickAll(ev) {
        const isTicked = ev.currentTarget.checked;
        this.allTickEls.forEach((tickEl) => (tickEl.checked = isTicked));
        this.tickEls.forEach((tickEl) => this.remember(tickEl));
        this.update();
    }

    onClear() {
        this.store.clear();
        for (const tickEl of this.tickEls) {
            tickEl.checked = false;
            this.getAmount(tickEl).value = this.format.writeInput(
                parseFloat(tickEl.dataset.due),
                tickEl.dataset.currency
            );
        }
        this.downloadTickEls.forEach((tickEl) => (tickEl.checked = false));
        this.update();
        // The button has gone; whoever works without a mouse goes on at the list.
        this.tickEls[0].focus({ preventScroll: true });
    }

    /** Send along what was ticked on other pages, and send only once. */
    onSubmit(ev) {
        if (ev.submitter?.name === 'o_app_download') {
            // Where nothing can be paid, the bar does not tell of other pages.
            if (this.summaryEl) {
                this.addOtherPages();
            }
            return; // The page stays, and can be paid from.
        }
        const invalidEl = this.el.querySelector('.is-invalid');
        if (invalidEl) {
            ev.preventDefault();
            invalidEl.focus();
            return;
        }
        this.addOtherPages();
        this.waitForTimeout(() => this.payEl.setAttribute('disabled', 'disabled'), 0);
    }

    addOtherPages() {
        this.el.querySelectorAll('.o_app_other_page').forEach((el) => el.remove());
        for (const [id, entry] of this.getOtherPages()) {
            this.addHiddenInput('document', id);
            this.addHiddenInput(`amount-${id}`, entry.text);
        }
    }

    // #=== MEMORY ===#

    /** Keep what is ticked in this row. */
    remember(tickEl) {
        if (!tickEl.checked) {
            this.store.remove(tickEl.value);
            return;
        }
        const { group, currency, sign, due, openEnded } = tickEl.dataset;
        const text = this.getAmount(tickEl).value;
        this.store.set(tickEl.value, { text, group, currency, sign, due, openEnded });
    }

    /** Tick this row as it was when the customer saw it last, or as the server says. */
    recall(tickEl) {
        const entry = this.store.get(tickEl.value);
        if (entry && entry.due === tickEl.dataset.due) {
            tickEl.checked = true;
            this.getAmount(tickEl).value = entry.text;
        }
        this.remember(tickEl);
    }

    getOtherPages() {
        const hereIds = new Set(this.tickEls.map((tickEl) => tickEl.value));
        return this.store.entries().filter(([id]) => !hereIds.has(id));
    }

    addHiddenInput(name, value) {
        const inputEl = document.createElement('input');
        Object.assign(inputEl, { type: 'hidden', name, value, className: 'o_app_other_page' });
        this.insert(inputEl, this.el);
    }

    // #=== SUMMARY ===#

    update() {
        this.tickEls.forEach((tickEl) => this.updateRow(tickEl));
        const tickAllEl = this.el.querySelector('[name="o_app_tick_all"] input');
        const tickedCount = this.allTickEls.filter((tickEl) => tickEl.checked).length;
        tickAllEl.checked = tickedCount > 0 && tickedCount === this.allTickEls.length;
        tickAllEl.indeterminate = tickedCount > 0 && tickedCount < this.allTickEls.length;
        if (this.summaryEl) {
            this.updateSummary(this.store.entries().map(([, entry]) => entry));
        }
        this.updateDownload();
    }

    /** Tell what is downloaded besides what is paid. */
    updateDownload() {
        const count = this.downloadTickEls.filter((tickEl) => tickEl.checked).length;
        const payCount = this.summaryEl ? this.store.entries().length : 0;
        this.downloadEl.toggleAttribute('disabled', !count && !payCount);
        this.downloadTextEl.textContent = getDownloadText(count, Boolean(this.summaryEl));
    }

    updateRow(tickEl) {
        const amountEl = this.getAmount(tickEl);
        const message = tickEl.checked ? this.getAmountError(tickEl, amountEl.value) : '';
        tickEl.closest('tr').classList.toggle('o_app_ticked', tickEl.checked);
        amountEl.classList.toggle('is-invalid', Boolean(message));
        amountEl.setAttribute('aria-invalid', String(Boolean(message)));
        this.showError(tickEl, amountEl, message);
    }

    /** Tell what is wrong with an amount, and tell it only once to who listens to the page. */
    showError(tickEl, amountEl, message) {
        const errorId = `error-${tickEl.value}`;
        const oldEl = this.el.querySelector(`#${errorId}`);
        if ((oldEl?.textContent || '') === message) {
            return;
        }
        oldEl?.remove();
        const hintId = `hint-${tickEl.value}`;
        amountEl.setAttribute('aria-describedby', message ? `${hintId} ${errorId}` : hintId);
        if (message) {
            const errorEl = document.createElement('div');
            errorEl.id = errorId;
            errorEl.className = 'o_app_error small text-end';
            errorEl.setAttribute('role', 'alert');
            errorEl.textContent = message;
            this.insert(errorEl, amountEl.parentElement);
        }
    }

    updateSummary(entries) {
        const isInvalid = Boolean(this.el.querySelector('.is-invalid'));
        this.payEl.toggleAttribute('disabled', !entries.length);
        this.clearEl.classList.toggle('d-none', !entries.length);
        this.summaryEl.replaceChildren(
            ...(isInvalid
                ? [_t('Please correct the marked amounts.')]
                : getSummaryNodes(entries, this.format))
        );
    }

    // #=== GETTERS ===#

    get allTickEls() {
        return [...this.tickEls, ...this.downloadTickEls];
    }

    getAmountError(tickEl, text) {
        const amount = this.format.read(text);
        if (amount === null || amount <= 0) {
            return _t('Type a positive amount.');
        }
        if (!this.isWithinDigits(tickEl, amount)) {
            return _t('Too many decimals.');
        }
        if (!tickEl.dataset.openEnded && amount > parseFloat(tickEl.dataset.due)) {
            const due = this.format.write(parseFloat(tickEl.dataset.due), tickEl.dataset.currency);
            return _t('%(amount)s at most.', { amount: due });
        }
        return '';
    }

    isWithinDigits(tickEl, amount) {
        const { digits } = this.format.getCurrency(tickEl.dataset.currency);
        return Math.abs(amount - parseFloat(amount.toFixed(digits))) < 1e-9;
    }

    getAmount(tickEl) {
        return this.el.querySelector(`#amount-${tickEl.value}`);
    }

    getTick(amountEl) {
        return amountEl.closest('tr').querySelector('input[name="document"]');
    }
}

registry
    .category('public.interactions')
    .add('account_payment_portal.payment_selection', PaymentSelection);

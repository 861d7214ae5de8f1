import { browser } from '@web/core/browser/browser';

const PREFIX = 'account_payment_portal.selection.';

/**
 * Remembers, for one browser tab and one customer, what is ticked on the pages of the list.
 *
 * Shape of an entry: {text, group, currency, sign, due, openEnded}, as on the row's tick box.
 */
export class SelectionStore {
    constructor(payerId) {
        this.key = PREFIX + payerId;
        try {
            this.selection = JSON.parse(browser.sessionStorage.getItem(this.key)) || {};
        } catch {
            this.selection = {}; // Somebody else's text under our key.
        }
    }

    get(id) {
        return this.selection[id];
    }

    set(id, entry) {
        this.selection[id] = entry;
        this.save();
    }

    remove(id) {
        if (id in this.selection) {
            delete this.selection[id];
            this.save();
        }
    }

    clear() {
        this.selection = {};
        this.save();
    }

    entries() {
        return Object.entries(this.selection);
    }

    save() {
        browser.sessionStorage.setItem(this.key, JSON.stringify(this.selection));
    }
}

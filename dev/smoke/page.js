// What dev/smoke asks of each page; set before the page's own scripts run.
window.smoke = {
    /** Whether the page is there and, if it is one of Odoo's, its scripts have started. */
    isReady() {
        if (document.readyState !== 'complete') {
            return false;
        }
        const isFrontend = document.querySelector('#wrapwrap');
        return !isFrontend || document.body.hasAttribute('is-ready');
    },

    isVisible(el) {
        return el.checkVisibility({ visibilityProperty: true }) && el.getClientRects().length > 0;
    },

    getAll(selector) {
        return [...document.querySelectorAll(selector)].filter(this.isVisible);
    },

    read(el) {
        return el.innerText.replace(/\s+/g, ' ').trim();
    },

    find(selector, text) {
        return this.getAll(selector).find((el) => !text || this.read(el).includes(text)) ?? null;
    },

    getText(selector) {
        const el = this.find(selector, '');
        return el ? this.read(el) : '';
    },

    getTexts(selector) {
        return this.getAll(selector).map((el) => this.read(el));
    },

    /** Return where to click on an element, or what is in the way. */
    findPlace(selector, text) {
        const el = this.isReady() && this.find(selector, text);
        if (!el) {
            return null;
        }
        if (el.disabled || el.getAttribute('aria-disabled') === 'true') {
            return { obstacle: 'it is disabled' };
        }
        el.scrollIntoView({ block: 'nearest', behavior: 'instant' });
        const obstacle = this.findObstacle(el);
        return obstacle ? { obstacle } : this.getMiddle(el);
    },

    getMiddle(el) {
        const { left, top, width, height } = el.getClientRects()[0];
        return { x: left + width / 2, y: top + height / 2 };
    },

    /** Return what covers the middle of an element, if anything does. */
    findObstacle(el) {
        const { x, y } = this.getMiddle(el);
        const hit = document.elementFromPoint(x, y);
        if (hit && (el.contains(hit) || hit.contains(el) || hit.control === el)) {
            return '';
        }
        const cover = hit ? hit.outerHTML.slice(0, 120) : "the screen's edge";
        return `${el.outerHTML.slice(0, 120)} is covered by ${cover}`;
    },

    /** Return whether an element has the focus, and what covers whatever has it. */
    describeFocus(selector) {
        const el = document.activeElement;
        const isSomewhere = el && el !== document.body && el.getClientRects().length;
        return {
            isThere: Boolean(el?.matches(selector)),
            obstacle: isSomewhere ? this.findObstacle(el) : '',
        };
    },

    /** The height of the page with all that can be scrolled to. */
    getHeight() {
        const main = document.querySelector('#wrapwrap');
        return Math.max(document.documentElement.scrollHeight, main ? main.scrollHeight : 0);
    },
};

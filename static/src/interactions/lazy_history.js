import { registry } from '@web/core/registry';
import { Interaction } from '@web/public/interaction';

/**
 * Shows the figures of a year with very many documents once the page itself is there.
 */
export class LazyHistory extends Interaction {
    static selector = '.o_app_history_lazy';

    start() {
        this.load();
    }

    async load() {
        const spinnerEl = document.createElement('div');
        spinnerEl.className = 'spinner-border spinner-border-sm ms-2 align-middle';
        this.insert(spinnerEl, this.el);
        const response = await this.waitFor(fetch(this.el.dataset.url));
        if (!response.ok) {
            spinnerEl.remove(); // The link stays.
            return;
        }
        // Our own page's part, rendered and escaped by the server.
        const page = new DOMParser().parseFromString(
            await this.waitFor(response.text()),
            'text/html'
        );
        const figuresEl = page.querySelector('.o_app_history_figures');
        this.el.replaceChildren();
        this.insert(document.adoptNode(figuresEl), this.el);
    }
}

registry.category('public.interactions').add('account_payment_portal.lazy_history', LazyHistory);

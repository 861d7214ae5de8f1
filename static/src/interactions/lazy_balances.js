import { registry } from '@web/core/registry';
import { Interaction } from '@web/public/interaction';

/**
 * Shows the totals of a very long list once the list itself is there.
 */
export class LazyBalances extends Interaction {
    static selector = '.o_app_balances_lazy';

    start() {
        this.load();
    }

    async load() {
        const response = await this.waitFor(fetch(this.el.dataset.url));
        if (response.ok) {
            // Our own page's part, rendered and escaped by the server.
            const page = new DOMParser().parseFromString(
                await this.waitFor(response.text()),
                'text/html'
            );
            this.el.replaceChildren(...page.querySelectorAll('.o_app_balances'));
        }
    }
}

registry.category('public.interactions').add('account_payment_portal.lazy_balances', LazyBalances);

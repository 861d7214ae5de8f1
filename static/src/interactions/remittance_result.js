import { rpc } from '@web/core/network/rpc';
import { registry } from '@web/core/registry';
import { Interaction } from '@web/public/interaction';

import { SelectionStore } from '@account_payment_portal/interactions/selection_store';

// Milliseconds between questions: banks answer within seconds, or within hours.
const FIRST_DELAY = 3000;
const LONGEST_DELAY = 60000;

/**
 * Watches a payment until the bank has answered, and forgets the ticks once it is paid.
 */
export class RemittanceResult extends Interaction {
    static selector = '.o_app_result';

    setup() {
        this.delay = FIRST_DELAY;
    }

    start() {
        const { result, payerId, isPreview } = this.el.dataset;
        if (isPreview) {
            return;
        }
        if (result === 'paid' || result === 'pending') {
            new SelectionStore(payerId).clear();
        }
        if (result === 'pending') {
            this.askLater();
        }
    }

    askLater() {
        this.waitForTimeout(() => this.ask(), this.delay);
        this.delay = Math.min(this.delay * 1.5, LONGEST_DELAY);
    }

    async ask() {
        const { statusUrl, result } = this.el.dataset;
        try {
            const answer = await this.waitFor(rpc(statusUrl, {}, { silent: true }));
            if (answer !== result) {
                window.location.reload();
                return;
            }
        } catch {
            // The connection comes back or the payer looks again himself.
        }
        this.askLater();
    }
}

registry
    .category('public.interactions')
    .add('account_payment_portal.remittance_result', RemittanceResult);

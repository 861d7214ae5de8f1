import { addLoadingEffect } from '@web/core/utils/ui';
import { registry } from '@web/core/registry';
import { Interaction } from '@web/public/interaction';

/**
 * Sends a form once, however often its button is pressed: a link may be good for one use.
 */
export class SendOnce extends Interaction {
    static selector = '.o_app_send_once';
    dynamicContent = {
        _root: { 't-on-submit': this.onSubmit },
        _window: { 't-on-pageshow': this.onPageShow },
    };

    setup() {
        this.button = this.el.querySelector("[type='submit']");
        this.restore = null;
    }

    onSubmit() {
        this.restore = addLoadingEffect(this.button);
    }

    /** The browser shows the page as it was left when somebody goes back to it. */
    onPageShow() {
        this.restore?.();
        this.restore = null;
    }
}

registry.category('public.interactions').add('account_payment_portal.send_once', SendOnce);

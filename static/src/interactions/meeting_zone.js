import { browser } from '@web/core/browser/browser';
import { cookie } from '@web/core/browser/cookie';
import { registry } from '@web/core/registry';
import { Interaction } from '@web/public/interaction';

// Odoo's own name for it: the server reads it when somebody logs in, too.
const ZONE_COOKIE = 'tz';

/**
 * Tells the server the time zone of the device: at once when the customer hasn't chosen one, and
 * on demand when he has chosen another.
 */
export class MeetingZone extends Interaction {
    static selector = '.o_app_zone';
    dynamicContent = {
        '.o_app_device_zone': {
            't-att-class': () => ({ 'd-none': !this.isElsewhere }),
            't-on-click': this.useDeviceZone,
        },
        '.o_app_device_zone span': { 't-out': () => this.deviceZone.replaceAll('_', ' ') },
    };

    setup() {
        this.deviceZone = Intl.DateTimeFormat().resolvedOptions().timeZone || '';
        const options = [...this.select.options].map((option) => option.value);
        this.isElsewhere =
            options.includes(this.deviceZone) && this.deviceZone !== this.el.dataset.zone;
    }

    start() {
        if (!this.isElsewhere || this.el.dataset.isKnown === '1') {
            return;
        }
        cookie.set(ZONE_COOKIE, this.deviceZone);
        // A browser that keeps no cookies would load the page for ever.
        if (cookie.get(ZONE_COOKIE) === this.deviceZone) {
            browser.location.reload();
        }
    }

    get select() {
        return this.el.querySelector('select');
    }

    useDeviceZone() {
        this.select.value = this.deviceZone;
        this.el.submit();
    }
}

registry.category('public.interactions').add('account_payment_portal.meeting_zone', MeetingZone);

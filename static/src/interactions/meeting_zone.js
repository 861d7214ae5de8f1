import { registry } from '@web/core/registry';
import { Interaction } from '@web/public/interaction';

/**
 * Offers the time zone of the device to who has chosen another one, as people do who travel.
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
        const zones = [...this.select.options].map((option) => option.value);
        this.isElsewhere =
            zones.includes(this.deviceZone) && this.deviceZone !== this.el.dataset.zone;
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

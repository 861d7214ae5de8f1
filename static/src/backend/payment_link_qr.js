import { Component } from '@odoo/owl';
import { registry } from '@web/core/registry';
import { standardFieldProps } from '@web/views/fields/standard_field_props';

/**
 * A QR code on the screen, and its two files.
 *
 * The pictures are in the fields `qr_png` and `qr_svg`, in base 64. They come with the action and are
 * nowhere on the server, so the browser itself offers them as files.
 */
export class PaymentLinkQr extends Component {
    static template = 'account_payment_portal.PaymentLinkQr';
    static props = { ...standardFieldProps };

    get png() {
        return `data:image/png;base64,${this.props.record.data.qr_png}`;
    }

    get svg() {
        return `data:image/svg+xml;base64,${this.props.record.data.qr_svg}`;
    }
}

registry.category('fields').add('payment_link_qr', {
    component: PaymentLinkQr,
    supportedTypes: ['text'],
    fieldDependencies: [{ name: 'qr_svg', type: 'text' }],
});

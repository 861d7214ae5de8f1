import { useExternalListener } from '@odoo/owl';
import { NameAndSignature } from '@web/core/signature/name_and_signature';
import { patch } from '@web/core/utils/patch';

/**
 * Keeps a signature when the phone is turned: core's box takes a new width, but what is drawn in it
 * keeps the old one, and the pen then draws beside the finger.
 */
patch(NameAndSignature.prototype, {
    setup() {
        super.setup(...arguments);
        useExternalListener(window, 'resize', () => this.keepSignature());
    },

    keepSignature() {
        const canvas = this.signatureRef.el;
        // A keyboard that opens changes the height of the window only.
        if (!canvas?.clientWidth || canvas.clientWidth === canvas.width) {
            return;
        }
        const strokes = this.signaturePad.toData();
        const picture = this.isSignatureEmpty || strokes.length ? null : copyCanvas(canvas);
        const scale = canvas.clientWidth / canvas.width;
        this.resizeSignature();
        this.signaturePad.clear();
        if (picture) {
            canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
            this.signaturePad._isEmpty = false; // As core does after drawing by itself.
        } else {
            this.signaturePad.fromData(strokes.map((stroke) => scaleStroke(stroke, scale)));
        }
        this.props.signature.isSignatureEmpty = this.isSignatureEmpty;
    },
});

function copyCanvas(canvas) {
    const copy = document.createElement('canvas');
    copy.width = canvas.width;
    copy.height = canvas.height;
    copy.getContext('2d').drawImage(canvas, 0, 0);
    return copy;
}

function scaleStroke(stroke, scale) {
    const points = stroke.points.map((point) => ({
        ...point,
        x: point.x * scale,
        y: point.y * scale,
    }));
    return { ...stroke, points };
}

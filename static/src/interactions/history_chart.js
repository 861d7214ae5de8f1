import { loadBundle } from '@web/core/assets';
import { _t } from '@web/core/l10n/translation';
import { registry } from '@web/core/registry';
import { Interaction } from '@web/public/interaction';

// Two colours of Okabe and Ito, which people tell apart however they see colours. The open part
// is striped besides, for who sees none, and for paper.
const PAID_COLOR = '#0072b2';
const OUTSTANDING_COLOR = '#e69f00';
const STRIPE_SIZE = 8; // pixels

/**
 * Draws what a customer has paid and still owes by month. The table below it has the same figures.
 */
export class HistoryChart extends Interaction {
    static selector = '.o_app_history_chart';

    async willStart() {
        await loadBundle('web.chartjs_lib');
    }

    start() {
        this.values = JSON.parse(this.el.dataset.values);
        this.el.classList.remove('d-none');
        const chart = new window.Chart(this.el.querySelector('canvas'), this.getConfig());
        this.registerCleanup(() => chart.destroy());
    }

    // #=== GETTERS ===#

    getConfig() {
        return {
            type: 'bar',
            data: {
                labels: this.values.labels,
                datasets: [
                    this.getDataset('paid', _t('Paid'), PAID_COLOR, PAID_COLOR),
                    this.getDataset(
                        'outstanding',
                        _t('Still open'),
                        this.getStripes(),
                        OUTSTANDING_COLOR
                    ),
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: 'index', intersect: false },
                scales: { x: { stacked: true }, y: { stacked: true, ticks: this.getTicks() } },
                plugins: { tooltip: { callbacks: { label: this.getTooltip.bind(this) } } },
            },
        };
    }

    getDataset(key, label, backgroundColor, borderColor) {
        const data = this.values[key];
        return { key, label, data, backgroundColor, borderColor, borderWidth: 1 };
    }

    /** Return short figures for the axis, in the language of the page or else of the browser. */
    getTicks() {
        const format = new Intl.NumberFormat(document.documentElement.lang || undefined, {
            notation: 'compact',
        });
        return { callback: (value) => format.format(value) };
    }

    getTooltip({ dataset, dataIndex }) {
        return `${dataset.label}: ${this.values[`${dataset.key}Texts`][dataIndex]}`;
    }

    /** Return a pattern of oblique stripes, which go on from tile to tile. */
    getStripes() {
        const tileEl = document.createElement('canvas');
        tileEl.width = tileEl.height = STRIPE_SIZE;
        const context = tileEl.getContext('2d');
        context.fillStyle = 'white';
        context.fillRect(0, 0, STRIPE_SIZE, STRIPE_SIZE);
        context.strokeStyle = OUTSTANDING_COLOR;
        context.lineWidth = STRIPE_SIZE / 2;
        for (const shift of [-STRIPE_SIZE, 0, STRIPE_SIZE]) {
            context.moveTo(shift - 1, STRIPE_SIZE + 1);
            context.lineTo(shift + STRIPE_SIZE + 1, -1);
        }
        context.stroke();
        return context.createPattern(tileEl, 'repeat');
    }
}

registry.category('public.interactions').add('account_payment_portal.history_chart', HistoryChart);

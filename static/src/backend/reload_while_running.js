import { Component, useEffect, xml } from '@odoo/owl';
import { browser } from '@web/core/browser/browser';
import { registry } from '@web/core/registry';
import { standardWidgetProps } from '@web/views/widgets/standard_widget_props';

// How often a form is read again while a job works on its record, in milliseconds.
const PERIOD = 3000;

/** Reads the form again and again as long as its field `is_running` is set, and shows nothing. */
export class ReloadWhileRunning extends Component {
    static template = xml`<span class="d-none"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        useEffect(
            (isRunning) => {
                if (isRunning) {
                    this.timer = browser.setInterval(() => this.props.record.load(), PERIOD);
                }
                return () => browser.clearInterval(this.timer);
            },
            () => [this.props.record.data.is_running]
        );
    }
}

registry.category('view_widgets').add('reload_while_running', {
    component: ReloadWhileRunning,
    fieldDependencies: [{ name: 'is_running', type: 'boolean' }],
});

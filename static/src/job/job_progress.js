import { Component, onMounted, onWillDestroy, onWillUpdateProps, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

// Where no message comes (another person's work, a connection that was lost), the server is asked.
const ASK_AGAIN = 10000;

/** How far bulk work is: live as long as it goes on, and right whenever it is opened. */
export class JobProgress extends Component {
    static template = "crm_lead_conversion.JobProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.state = useState({ now: this.getShown(this.props.record) });
        this.onMessage = (progress) => this.update(progress);
        onMounted(() => {
            this.bus.subscribe("crm_lead_conversion.job", this.onMessage);
            this.timer = browser.setInterval(() => this.ask(), ASK_AGAIN);
        });
        onWillUpdateProps(({ record }) => {
            this.state.now = this.getShown(record);
        });
        onWillDestroy(() => {
            this.bus.unsubscribe("crm_lead_conversion.job", this.onMessage);
            browser.clearInterval(this.timer);
        });
    }

    getShown({ resId, data }) {
        return {
            id: resId,
            state: data.state,
            total: data.total_count,
            waiting: data.waiting_count,
            done: data.done_count,
            skipped: data.skipped_count,
            failed: data.failed_count,
        };
    }

    get percent() {
        const { total, waiting } = this.state.now;
        return total ? Math.floor((100 * (total - waiting)) / total) : 100;
    }

    get text() {
        const { total, waiting, done, skipped, failed } = this.state.now;
        return _t(
            "%(worked)s of %(total)s: %(done)s done, %(skipped)s skipped, %(failed)s failed",
            { worked: total - waiting, total, done, skipped, failed }
        );
    }

    update(progress) {
        if (progress.id !== this.props.record.resId) {
            return;
        }
        const finished = this.state.now.state === "running" && progress.state !== "running";
        this.state.now = progress;
        if (finished) {
            // the buttons and the outcomes below
            this.props.record.load();
        }
    }

    async ask() {
        const { id, state } = this.state.now;
        if (state === "running") {
            this.update(await this.orm.silent.call("crm.lead.job", "get_progress", [[id]]));
        }
    }
}

registry.category("view_widgets").add("crm_job_progress", {
    component: JobProgress,
    fieldDependencies: [
        { name: "state", type: "selection", readonly: true },
        { name: "total_count", type: "integer", readonly: true },
        { name: "waiting_count", type: "integer", readonly: true },
        { name: "done_count", type: "integer", readonly: true },
        { name: "skipped_count", type: "integer", readonly: true },
        { name: "failed_count", type: "integer", readonly: true },
    ],
});

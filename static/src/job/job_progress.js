import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { WorkProgress } from "./work_progress";

/** How far bulk work is: live as long as it goes on, and right whenever it is opened. */
export class JobProgress extends Component {
    static template = "crm_lead_conversion.JobProgress";
    static components = { WorkProgress };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
    }

    get shown() {
        const { resId, data } = this.props.record;
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

    getText({ total, waiting, done, skipped, failed }) {
        return _t(
            "%(worked)s of %(total)s: %(done)s done, %(skipped)s skipped, %(failed)s failed",
            { worked: total - waiting, total, done, skipped, failed }
        );
    }

    ask() {
        const { resId } = this.props.record;
        return this.orm.silent.call("crm.lead.job", "get_progress", [[resId]]);
    }

    /** The buttons and the outcomes below. */
    reload() {
        this.props.record.load();
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

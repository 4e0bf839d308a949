import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { RecordProgress } from "./work_progress";

/** How far bulk work is: live as long as it goes on, and right whenever it is opened. */
export class JobProgress extends RecordProgress {
    get message() {
        return "crm_lead_conversion.job";
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

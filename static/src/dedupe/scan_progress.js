import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { RecordProgress } from "@crm_lead_conversion/job/work_progress";

export const SCAN_MESSAGE = "crm_lead_conversion.scan";

export function getScanText({ state, total, waiting, groups }) {
    const worked = total - waiting;
    if (state === "done") {
        return groups === 1
            ? _t("Finished: 1 group to look at")
            : _t("Finished: %s groups to look at", groups);
    }
    return state === "running"
        ? _t("Looking for duplicates: %(worked)s of %(total)s steps done", { worked, total })
        : _t("Stopped: %(worked)s of %(total)s steps done", { worked, total });
}

/** How far a scan for duplicates is. */
export class ScanProgress extends RecordProgress {
    get message() {
        return SCAN_MESSAGE;
    }

    get getText() {
        return getScanText;
    }

    get shown() {
        const { resId, data } = this.props.record;
        return {
            id: resId,
            state: data.state,
            total: data.slice_count,
            waiting: data.slice_count - data.done_count,
            groups: data.group_count,
        };
    }
}

registry.category("view_widgets").add("crm_scan_progress", {
    component: ScanProgress,
    fieldDependencies: [
        { name: "state", type: "selection", readonly: true },
        { name: "slice_count", type: "integer", readonly: true },
        { name: "done_count", type: "integer", readonly: true },
        { name: "group_count", type: "integer", readonly: true },
    ],
});

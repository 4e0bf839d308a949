import { Component, onWillStart, useState } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";

import { WorkProgress } from "@crm_lead_conversion/job/work_progress";

import { SCAN_MESSAGE, getScanText } from "./scan_progress";

/** Above the groups of duplicates: how far the scan is, or that they are of other weights. */
export class DuplicateBanner extends Component {
    static template = "crm_lead_conversion.DuplicateBanner";
    static components = { WorkProgress };
    static props = { list: Object };

    setup() {
        this.message = SCAN_MESSAGE;
        this.getText = getScanText;
        this.action = useService("action");
        this.orm = useService("orm");
        this.status = useState({ scan: false, stale: false, may_look: false });
        onWillStart(() => this.load());
    }

    async getStatus() {
        return this.orm.silent.call("crm.lead.duplicate", "get_scan_status", []);
    }

    async load() {
        Object.assign(this.status, await this.getStatus());
    }

    async ask() {
        const { scan } = await this.getStatus();
        return scan || { ...this.status.scan, state: "done", waiting: 0 };
    }

    async onFinished() {
        await this.load();
        await this.props.list.load();
    }

    async onLook() {
        await this.action.doAction(await this.orm.call("crm.lead.duplicate", "action_look_for", [[]]));
    }
}

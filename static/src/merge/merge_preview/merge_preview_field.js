import { Component, useState } from "@odoo/owl";

import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

import { MergePreview } from "./merge_preview";

/**
 * The records of the merge dialog. They stay Odoo's own list where Odoo's own
 * merge is used, which has no plan to show.
 */
export class MergePreviewField extends Component {
    static template = "crm_lead_conversion.MergePreviewField";
    static components = { MergePreview, X2ManyField };
    static props = { ...X2ManyField.props };

    setup() {
        this.state = useState({ version: 0 });
        this.pending = Promise.resolve();
        // what is merged is what was shown: the button waits for a new plan
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) =>
            detail.proms.push(this.pending)
        );
        // a merge that was refused: something may be different now
        useBus(rpcBus, "RPC:RESPONSE", ({ detail }) => {
            const { model, method } = detail.data.params || {};
            const isMerge = ["action_apply", "action_merge", "web_save"].includes(method);
            if (detail.error && isMerge && model === this.props.record.resModel) {
                this.state.version++;
            }
        });
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get leadIds() {
        return this.list.currentIds.filter((id) => typeof id === "number");
    }

    get previewProps() {
        const { data } = this.props.record;
        return {
            leadIds: this.leadIds,
            masterId: data.master_id?.id || undefined,
            chosen: data.chosen_sources || {},
            userId: data.user_id?.id || undefined,
            teamId: data.team_id?.id || undefined,
            version: this.state.version,
            onChange: (changes) => this.save(changes),
            onRemove: (leadId) => this.remove(leadId),
            onPending: (pending) => (this.pending = pending),
        };
    }

    remove(leadId) {
        return this.list.unlinkFrom(leadId);
    }

    async save({ masterId, chosen, shown, goneIds }) {
        await this.props.record.update({
            master_id: masterId && { id: masterId, display_name: "" },
            chosen_sources: chosen,
            shown_records: shown,
        });
        for (const leadId of goneIds) {
            await this.remove(leadId);
        }
    }
}

export const mergePreviewField = {
    ...x2ManyField,
    component: MergePreviewField,
    supportedTypes: ["many2many"],
};

registry.category("fields").add("crm_merge_preview", mergePreviewField);

import { registry } from "@web/core/registry";

import {
    MergePreviewField,
    mergePreviewField,
} from "@crm_lead_conversion/merge/merge_preview/merge_preview_field";

import { getLeadId, untick } from "./ticks";

/** The preview of the merge dialog, of the lead and what is ticked. */
export class ConvertPreviewField extends MergePreviewField {
    get leadIds() {
        const leadId = getLeadId(this.props.record);
        return [...new Set([...super.leadIds, leadId])].filter(Boolean).sort((one, other) => one - other);
    }

    get previewProps() {
        const { record } = this.props;
        const leadId = getLeadId(record);
        return {
            ...super.previewProps,
            model: record.resModel,
            extra: {
                lead_id: leadId,
                // in the dialog only if another addon puts it there
                force_assignment: record.data.force_assignment !== false,
            },
            keptIds: [leadId],
        };
    }

    remove(leadId) {
        return untick(this.props.record, leadId);
    }
}

registry.category("fields").add("crm_convert_preview", {
    ...mergePreviewField,
    component: ConvertPreviewField,
});

import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { FormLabel } from "@web/views/form/form_label";
import { Component } from "@odoo/owl";

/** The other values of a field, each with the merged record it comes from. */
export class MergeAlternativesPopover extends Component {
    static template = "crm_lead_conversion.MergeAlternativesPopover";
    static props = {
        label: String,
        options: Array,
        canTake: Boolean,
        take: Function,
        close: Function,
    };

    takeLabel(option) {
        return _t("Use “%(text)s” from “%(lead)s”", option);
    }

    fromText(option) {
        return _t("from “%s”", option.lead);
    }

    async onTake(option) {
        this.props.close();
        await this.props.take(option);
    }
}

/** A marker beside the label of a field that had other values before a merge. */
export class MergeAlternatives extends Component {
    static template = "crm_lead_conversion.MergeAlternatives";
    static props = { record: Object, fieldName: String, label: String, options: Array };

    setup() {
        this.orm = useService("orm");
        this.popover = usePopover(MergeAlternativesPopover, { position: "bottom-start" });
    }

    get title() {
        return _t("%s: other values of merged records", this.props.label);
    }

    onClick(ev) {
        const { record, label, options } = this.props;
        this.popover.open(ev.currentTarget, {
            label,
            options,
            canTake: record.isInEdition,
            take: (option) => this.take(option),
        });
    }

    async take({ merge_id, lead_id }) {
        const { record, fieldName } = this.props;
        if (await record.save()) {
            await this.orm.call("crm.lead", "action_take_alternative", [
                [record.resId],
                merge_id,
                lead_id,
                fieldName,
            ]);
            await record.load();
        }
    }
}

FormLabel.components = { ...FormLabel.components, MergeAlternatives };

patch(FormLabel.prototype, {
    get mergeAlternatives() {
        const { record, fieldName } = this.props;
        return record.resModel === "crm.lead" && record.data.merge_alternatives?.[fieldName];
    },
});

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { showMergeNotice } from "./merge_notice";
import { getDeletionProps } from "./merged_lead_deletion";

const crmFormView = registry.category("views").get("crm_form");

/**
 * Opening a lead that was merged (by an old link, a bookmark, an external id)
 * leads to the record it is in now, with a sentence that says so. The kept
 * card itself opens with the context key `show_merged_card`.
 */
class MergedLeadFormController extends crmFormView.Controller {
    setup() {
        super.setup();
        this.mergedAction = useService("action");
        this.mergedNotification = useService("notification");
        this.mergedName = this.props.context.merged_lead_name;
    }

    get modelParams() {
        const params = super.modelParams;
        const onRootLoaded = params.hooks?.onRootLoaded;
        return {
            ...params,
            // a kept card is looked at, not changed
            config: {
                ...params.config,
                mode: this.props.context.show_merged_card ? "readonly" : params.config.mode,
            },
            hooks: {
                ...params.hooks,
                onRootLoaded: async (root) => {
                    await onRootLoaded?.(root);
                    await this.openMaster(root);
                },
            },
        };
    }

    async openMaster(root) {
        if (this.props.resModel !== "crm.lead" || this.props.context.show_merged_card) {
            return;
        }
        if (this.props.context.merge_notice) {
            showMergeNotice(this.env, this.props.context.merge_notice);
        }
        const master = root.data.merged_into_id;
        if (master) {
            const action = await this.model.orm.call("crm.lead", "get_formview_action", [
                root.resId,
            ]);
            await this.mergedAction.doAction(action, { stackPosition: "replaceCurrentAction" });
        } else if (this.mergedName) {
            // once, not each time the record is read again
            const lead = this.mergedName;
            this.mergedName = "";
            this.mergedNotification.add(
                _t("“%(lead)s” was merged into “%(master)s”, which is open now.", {
                    lead,
                    master: root.data.name,
                }),
                { type: "info" }
            );
        }
    }

    async deleteRecord() {
        const root = this.model.root;
        this.deleteRecordsWithConfirmation(
            {
                ...this.deleteConfirmationDialogProps,
                ...(await getDeletionProps(this.model.orm, [root.resId])),
            },
            [root]
        );
    }
}

registry
    .category("views")
    .add("crm_form", { ...crmFormView, Controller: MergedLeadFormController }, { force: true });

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

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
    }

    get modelParams() {
        const params = super.modelParams;
        const onRootLoaded = params.hooks?.onRootLoaded;
        return {
            ...params,
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
        const master = root.data.merged_into_id;
        if (this.props.resModel !== "crm.lead" || !master || this.props.context.show_merged_card) {
            return;
        }
        this.mergedNotification.add(
            _t("“%(lead)s” was merged into “%(master)s”, which is open now.", {
                lead: root.data.name,
                master: master.display_name,
            }),
            { type: "info" }
        );
        await this.mergedAction.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "crm.lead",
                res_id: master.id,
                views: [[false, "form"]],
            },
            { stackPosition: "replaceCurrentAction" }
        );
    }
}

registry
    .category("views")
    .add("crm_form", { ...crmFormView, Controller: MergedLeadFormController }, { force: true });

import { Message } from "@mail/core/common/message";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/** A message that a merge moved says from which record. */
patch(Message.prototype, {
    get leadOriginText() {
        return _t("from “%s”", this.message.lead_origin.name);
    },

    onClickLeadOrigin() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: this.message.lead_origin.id,
            views: [[false, "form"]],
            context: { show_merged_card: true },
        });
    },
});

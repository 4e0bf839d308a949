import { Message } from "@mail/core/common/message";
import { patch } from "@web/core/utils/patch";

/** A message that a merge moved says from which record. */
patch(Message.prototype, {
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

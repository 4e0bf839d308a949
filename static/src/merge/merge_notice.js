import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

/**
 * Say what was merged, once, with a button that takes it back.
 *
 * @param {Object} env
 * @param {Object} notice as the server puts it in the context of the action
 *  that opens the record: `id` of the merge, `message`, `can_undo`
 */
export function showMergeNotice(env, { id, message, can_undo }) {
    const key = `crm_lead_conversion.merge_notice.${id}`;
    if (browser.sessionStorage.getItem(key)) {
        return; // going back to the record opens it with the same context
    }
    browser.sessionStorage.setItem(key, "1");
    const { action, notification, orm } = env.services;
    const buttons = [
        {
            name: _t("Details"),
            onClick: () => {
                close();
                action.doAction({
                    type: "ir.actions.act_window",
                    res_model: "crm.lead.merge",
                    res_id: id,
                    views: [[false, "form"]],
                });
            },
        },
    ];
    if (can_undo) {
        buttons.unshift({
            name: _t("Undo"),
            primary: true,
            onClick: async () => {
                close();
                action.doAction(await orm.call("crm.lead.merge", "action_undo", [[id]]));
            },
        });
    }
    const close = notification.add(message, {
        type: "success",
        className: "o_crm_merge_notice",
        autocloseDelay: 15000,
        buttons,
    });
}

import { Component } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

/** What an undo will do and what it will not, before it is done. */
export class MergeUndoDialog extends Component {
    static template = "crm_lead_conversion.MergeUndoDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        confirm: Function,
        outlook: {
            type: Object,
            shape: { refusal: String, will: Array, stays: Array },
        },
    };

    get title() {
        return this.props.outlook.refusal
            ? _t("This merge cannot be undone now")
            : _t("Undo this merge?");
    }

    onConfirm() {
        this.props.close();
        this.props.confirm();
    }
}

/**
 * Ask, with what will happen, and undo.
 *
 * @param {Object} env
 * @param {number} mergeId
 */
export async function askToUndoMerge(env, mergeId) {
    const { action, dialog, orm } = env.services;
    const outlook = await orm.call("crm.lead.merge", "get_undo_outlook", [[mergeId]]);
    dialog.add(MergeUndoDialog, {
        outlook,
        confirm: async () =>
            action.doAction(await orm.call("crm.lead.merge", "action_undo", [[mergeId]])),
    });
}

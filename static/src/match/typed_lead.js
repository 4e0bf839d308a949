import { _t } from "@web/core/l10n/translation";

import { EntryDialog } from "./entry_dialog";

/** What a lead is found by; the server knows more, of other addons. */
export const TEXTS = [
    "email_from",
    "phone",
    "contact_name",
    "partner_name",
    "website",
    "street",
    "zip",
];
const RECORDS = ["partner_id", "commercial_partner_id", "country_id", "team_id", "company_id"];
export const SAID = [...TEXTS, ...RECORDS];
/** Without any of these there is nothing to compare. */
export const EVIDENCE = [...TEXTS, "partner_id", "commercial_partner_id"];

/**
 * @param {Object} data values of a record, or what is about to be saved of it
 * @returns {Object} those that a lead is found by, as the server takes them
 */
export function getTyped(data, names = SAID) {
    const typed = {};
    for (const name of names) {
        if (name in data) {
            const value = data[name];
            typed[name] = (RECORDS.includes(name) ? value?.id ?? value : value?.trim?.()) || false;
        }
    }
    return typed;
}

/**
 * Before a new lead is created: where its team wants it, ask about those that
 * are there already.
 *
 * @param {Object} services `orm` and `dialog`
 * @param {Object} typed what is about to be saved, as of `getTyped`
 * @param {Function} use called with the one that was chosen instead
 * @param {Object} context in which it would be created
 * @returns {Promise<boolean>} whether to go on creating it
 */
export async function mayEnter({ orm, dialog }, typed, use, context = {}) {
    let found;
    try {
        found = await orm.call("crm.lead", "lead_find_typed", [typed], {
            context,
            only_exact: true,
        });
    } catch {
        return true; // creating it is not held up; the server decides
    }
    if (found.policy === "tell" || !found.exact.length) {
        return true;
    }
    if (document.visibilityState === "hidden") {
        return false; // Odoo saves as the page is left: there is nobody to ask
    }
    return new Promise((resolve) => {
        dialog.add(
            EntryDialog,
            {
                title: _t("Is this lead there already?"),
                matches: found.exact,
                canCreate: found.policy === "ask",
                onCreate: () => resolve(true),
                onUse: (match) => {
                    resolve(false);
                    use(match);
                },
            },
            { onClose: () => resolve(false) }
        );
    });
}

/**
 * @param {Object} match the record
 * @returns {Object} action that opens it
 */
export function getOpenAction(match) {
    return {
        type: "ir.actions.act_window",
        res_model: "crm.lead",
        res_id: match.lead_id,
        views: [[false, "form"]],
    };
}

/**
 * Add what was typed to the record that is used instead, and say so.
 *
 * @param {Object} services `orm` and `notification`
 * @param {Object} match the record
 * @param {Object} changes what would have been saved
 * @returns {Promise<boolean>} whether it was added; if not, what was typed has to stay
 */
export async function fillTyped({ orm, notification }, match, changes) {
    const args = [match.lead_id, changes];
    const { may_change, message } = await orm.call("crm.lead", "lead_fill_typed", args);
    notification.add(message, { type: may_change ? "info" : "warning" });
    return may_change;
}

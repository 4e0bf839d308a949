import { Component } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

import { joinPhrases } from "../wording";

/** A new lead is there already: which ones, why, and what to do. */
export class EntryDialog extends Component {
    static template = "crm_lead_conversion.EntryDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        title: String,
        matches: Array,
        canCreate: Boolean,
        onCreate: Function,
        onUse: Function,
    };

    getReasons(match) {
        return joinPhrases(match.reasons);
    }

    getUseLabel({ name }) {
        return _t("Use that one: “%s”", name);
    }

    onUse(match) {
        this.props.onUse(match);
        this.props.close();
    }

    onCreate() {
        this.props.onCreate();
        this.props.close();
    }
}

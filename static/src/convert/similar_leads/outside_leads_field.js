import { _t } from "@web/core/l10n/translation";
import { x2ManyCommands } from "@web/core/orm_service";
import { registry } from "@web/core/registry";
import { x2ManyField } from "@web/views/fields/x2many/x2many_field";

import { SimilarCards } from "./similar_cards";

/** In the convert dialog of several leads: the similar records that were not selected. */
export class OutsideLeadsField extends SimilarCards {
    static template = "crm_lead_conversion.OutsideLeadsField";

    get ticked() {
        return this.props.record.data.also_merge_ids;
    }

    get matches() {
        return this.props.record.data.outside_matches || {};
    }

    get tickedIds() {
        return this.ticked.currentIds;
    }

    /** What the ticks come to, in a sentence. */
    get outcome() {
        const count = this.tickedIds.length;
        if (!count) {
            return _t("None is ticked: they stay as they are.");
        }
        return count === 1
            ? _t("The ticked record is merged with the lead it is similar to.")
            : _t("The %s ticked records are merged with the leads they are similar to.", count);
    }

    /** Of those that are not shown. */
    get left() {
        const count = this.props.record.data.outside_left;
        return count && _t("The strongest are shown. Others that are similar to selected leads: %s", count);
    }

    tick({ resId }) {
        // nothing of it is shown but what the card has already
        const command = [x2ManyCommands.LINK, resId, { id: resId }];
        return this.props.record.update({ also_merge_ids: [command] });
    }

    untick({ resId }) {
        return this.props.record.update({ also_merge_ids: [[x2ManyCommands.UNLINK, resId]] });
    }
}

registry.category("fields").add("crm_outside_leads", {
    ...x2ManyField,
    component: OutsideLeadsField,
    supportedTypes: ["many2many"],
});

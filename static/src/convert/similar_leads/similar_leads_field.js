import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useSelectCreate } from "@web/views/fields/relational_utils";
import { x2ManyField } from "@web/views/fields/x2many/x2many_field";

import { SimilarCards } from "./similar_cards";
import { getLeadId, getTickedIds, tick, untick } from "./ticks";

/** The records similar to the lead of the convert dialog, and others chosen by hand. */
export class SimilarLeadsField extends SimilarCards {
    static template = "crm_lead_conversion.SimilarLeadsField";

    setup() {
        super.setup();
        // chosen by hand: they stay when their tick is taken off
        this.added = new Map();
        this.selectCreate = useSelectCreate({
            resModel: this.list.resModel,
            activeActions: { create: false, link: true },
            onSelected: (ids) => tick(this.props.record, ids, false),
            onCreateEdit: () => {},
        });
    }

    get cards() {
        const { records } = this.list;
        const known = new Set([getLeadId(this.props.record), ...this.list.currentIds]);
        for (const record of this.props.record.data.duplicated_lead_ids.records) {
            if (!known.has(record.resId)) {
                this.added.set(record.resId, record);
            }
        }
        const added = [...this.added.values()].filter((record) => !known.has(record.resId));
        return [...records, ...added];
    }

    get matches() {
        return this.props.record.data.similar_matches || {};
    }

    get tickedIds() {
        return getTickedIds(this.props.record);
    }

    /** What the ticks come to, in a sentence. */
    get outcome() {
        const count = this.tickedIds.length;
        if (!count) {
            return _t("None is ticked: the lead is converted by itself.");
        }
        return count === 1
            ? _t("The ticked record and this lead become one.")
            : _t("The %s ticked records and this lead become one.", count);
    }

    tick(record) {
        return tick(this.props.record, [record.resId], this.props.record.data.is_previewed);
    }

    untick(record) {
        return untick(this.props.record, record.resId);
    }

    onAdd() {
        const known = [getLeadId(this.props.record), ...this.cards.map((record) => record.resId)];
        this.selectCreate({
            title: _t("Records to Merge"),
            context: this.props.context,
            domain: [
                ["won_status", "!=", "won"],
                ["id", "not in", known],
            ],
        });
    }
}

registry.category("fields").add("crm_similar_leads", {
    ...x2ManyField,
    component: SimilarLeadsField,
    supportedTypes: ["many2many"],
});

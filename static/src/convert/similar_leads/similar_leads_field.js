import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { Field } from "@web/views/fields/field";
import { useSelectCreate } from "@web/views/fields/relational_utils";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { getFormattedValue } from "@web/views/utils";

import { getLeadId, getTickedIds, tick, untick } from "./ticks";

// these have a place of their own on a card
const PLACED = ["name", "type", "stage_id", "user_id"];
// as text: nothing on a card leads out of the dialog unasked
const TEXTS = ["char", "date", "datetime", "float", "integer", "many2one", "selection", "text"];

let nextId = 0;

/**
 * The records similar to the lead of the convert dialog, as cards with a tick
 * for each that is to be merged. What else a card shows are the columns of the
 * list in the view.
 */
export class SimilarLeadsField extends Component {
    static template = "crm_lead_conversion.SimilarLeadsField";
    static components = { Field };
    static props = { ...X2ManyField.props };

    setup() {
        this.id = `crm_similar_${nextId++}`;
        this.columns = (this.props.views?.list?.columns || []).filter(
            (column) => column.type === "field"
        );
        // chosen by hand: they stay when their tick is taken off
        this.added = new Map();
        this.selectCreate = useSelectCreate({
            resModel: this.list.resModel,
            activeActions: { create: false, link: true },
            onSelected: (ids) => tick(this.props.record, ids, false),
            onCreateEdit: () => {},
        });
    }

    get list() {
        return this.props.record.data[this.props.name];
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

    // ------------------------------------------------------------
    // One card
    // ------------------------------------------------------------

    getMatch(record) {
        return this.props.record.data.similar_matches?.[record.resId] || {};
    }

    getColumn(name) {
        return this.columns.find((column) => column.name === name);
    }

    getDetails(record) {
        return this.columns.filter(
            (column) =>
                !PLACED.includes(column.name) &&
                !column.isHandle &&
                column.optional !== "hide" &&
                record.data[column.name] &&
                !evaluateBooleanExpr(column.column_invisible, this.list.evalContext) &&
                !evaluateBooleanExpr(column.invisible, record.evalContextWithVirtualIds)
        );
    }

    isText(column) {
        return !column.widget && TEXTS.includes(column.fieldType);
    }

    getText(record, column) {
        return getFormattedValue(record, column.name, column);
    }

    getOpenLabel(record) {
        return _t("Open “%s” in a new tab", record.data.name);
    }

    isTicked(record) {
        return this.tickedIds.includes(record.resId);
    }

    onTick(record, ev) {
        if (ev.target.checked) {
            tick(this.props.record, [record.resId], this.props.record.data.is_previewed);
        } else {
            untick(this.props.record, record.resId);
        }
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

import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { Field } from "@web/views/fields/field";
import { X2ManyField } from "@web/views/fields/x2many/x2many_field";
import { getFormattedValue } from "@web/views/utils";

// these have a place of their own on a card
const PLACED = ["name", "type", "stage_id", "user_id"];
// as text: nothing on a card leads out of the dialog unasked
const TEXTS = ["char", "date", "datetime", "float", "integer", "many2one", "selection", "text"];

let nextId = 0;

/**
 * Records as cards with a tick for each that is to be merged, the strength and
 * the reasons. What else a card shows are the columns of the list in the view.
 * Which records, and what a tick does, is for who extends it.
 */
export class SimilarCards extends Component {
    static components = { Field };
    static props = { ...X2ManyField.props };

    setup() {
        this.id = `crm_similar_${nextId++}`;
        this.columns = (this.props.views?.list?.columns || []).filter(
            (column) => column.type === "field"
        );
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get cards() {
        return this.list.records;
    }

    /** {record id: strength, reasons, and more} */
    get matches() {
        return {};
    }

    get tickedIds() {
        return [];
    }

    tick(record) {}

    untick(record) {}

    // ------------------------------------------------------------
    // One card
    // ------------------------------------------------------------

    getMatch(record) {
        return this.matches[record.resId] || {};
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

    getTickLabel(record) {
        return _t("Merge with “%s”", record.data.name);
    }

    getOpenLabel(record) {
        return _t("Open “%s” in a new tab", record.data.name);
    }

    isTicked(record) {
        return this.tickedIds.includes(record.resId);
    }

    onTick(record, ev) {
        if (ev.target.checked) {
            this.tick(record);
        } else {
            this.untick(record);
        }
    }
}

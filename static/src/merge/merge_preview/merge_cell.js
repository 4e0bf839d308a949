import { Component } from "@odoo/owl";

/** One value as the server put it in words. */
export class MergeCell extends Component {
    static template = "crm_lead_conversion.MergeCell";
    static props = {
        cell: { type: Object, optional: true },
    };

    get isEmpty() {
        return !Object.keys(this.props.cell || {}).length;
    }

    get stars() {
        const { stars, of } = this.props.cell;
        return Array.from({ length: of }, (_item, place) => place < stars);
    }
}

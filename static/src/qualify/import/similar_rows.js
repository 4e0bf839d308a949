import { Component } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";

/** Rows of a file that are like an existing lead, by what becomes of them. */
export class SimilarRows extends Component {
    static template = "crm_lead_conversion.SimilarRows";
    static props = { groups: Array };
}

/** After an import: which rows became no leads of their own, and why. */
export class SimilarRowsDialog extends Component {
    static template = "crm_lead_conversion.SimilarRowsDialog";
    static components = { Dialog, SimilarRows };
    static props = { close: Function, reports: Array };
}

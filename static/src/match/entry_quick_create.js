import { useSubEnv } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { KanbanQuickCreateController } from "@web/views/kanban/kanban_record_quick_create";

import { fillTyped, getOpenAction, getTyped, mayEnter } from "./typed_lead";

/** The card to type a lead in, in any kanban: what is there already opens in its place. */
patch(KanbanQuickCreateController.prototype, {
    setup() {
        super.setup();
        if (this.props.resModel !== "crm.lead") {
            return;
        }
        this.entryServices = Object.fromEntries(
            ["action", "dialog", "notification", "orm"].map((name) => [name, useService(name)])
        );
        useSubEnv({
            leadEntry: {
                open: (match) => this.openSimilar(match),
                use: (match) => this.useSimilar(match),
            },
        });
        this.model.hooks.onWillSaveRecord = (record, changes) =>
            mayEnter(this.entryServices, getTyped(changes), (match) => this.useSimilar(match));
    },

    async openSimilar(match) {
        await this.entryServices.action.doAction(getOpenAction(match));
    },

    async useSimilar(match) {
        const changes = await this.model.root.getChanges();
        if (await fillTyped(this.entryServices, match, changes)) {
            this.props.onCancel();
            await this.openSimilar(match);
        }
    },
});

import { deleteConfirmationMessage } from "@web/core/confirmation_dialog/confirmation_dialog";
import { patch } from "@web/core/utils/patch";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { ListController } from "@web/views/list/list_controller";

/**
 * @param {Object} orm
 * @param {number[]} resIds leads about to be deleted
 * @returns {Promise<Object>} what to add to the dialog that asks: a sentence
 *  that says how many merged records go with them
 */
export async function getDeletionProps(orm, resIds) {
    const warning = await orm.call("crm.lead", "get_deletion_warning", [resIds]);
    return warning ? { body: `${deleteConfirmationMessage}\n\n${warning}` } : {};
}

async function confirmDeletion(controller, resIds, records) {
    controller.deleteRecordsWithConfirmation(
        {
            ...controller.deleteConfirmationDialogProps,
            ...(await getDeletionProps(controller.model.orm, resIds)),
        },
        records
    );
}

patch(ListController.prototype, {
    async onDeleteSelectedRecords() {
        const { root } = this.model;
        if (root.resModel !== "crm.lead") {
            return super.onDeleteSelectedRecords();
        }
        return confirmDeletion(this, await root.getResIds(true));
    },
});

patch(KanbanController.prototype, {
    deleteRecord(record) {
        if (record.resModel !== "crm.lead") {
            return super.deleteRecord(record);
        }
        return confirmDeletion(this, [record.resId], [record]);
    },
});

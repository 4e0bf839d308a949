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

async function confirmDeletion(controller, records) {
    let props = controller.deleteConfirmationDialogProps;
    const { root } = controller.model;
    if (root.resModel === "crm.lead") {
        const resIds = records ? records.map((record) => record.resId) : await root.getResIds(true);
        props = { ...props, ...(await getDeletionProps(controller.model.orm, resIds)) };
    }
    controller.deleteRecordsWithConfirmation(props, records);
}

patch(ListController.prototype, {
    onDeleteSelectedRecords() {
        return confirmDeletion(this);
    },
});

patch(KanbanController.prototype, {
    deleteRecord(record) {
        return confirmDeletion(this, [record]);
    },
});

import { useSubEnv } from "@odoo/owl";

import "@crm/views/crm_form/crm_form";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

import { fillTyped, getOpenAction, getTyped, mayEnter } from "./typed_lead";

const crmFormView = registry.category("views").get("crm_form");

/** The form of a lead, where it is there already: open that one, or go on with it. */
class EntryFormController extends crmFormView.Controller {
    setup() {
        super.setup();
        this.entryNotification = useService("notification");
        if (this.props.resModel === "crm.lead") {
            useSubEnv({
                leadEntry: {
                    open: (match) => this.openSimilar(match),
                    use: (match) => this.useSimilar(match),
                },
            });
        }
    }

    async onWillSaveRecord(record, changes) {
        const may = await super.onWillSaveRecord(...arguments);
        if (may === false || !record.isNew || record.resModel !== "crm.lead") {
            return may;
        }
        const services = { orm: this.orm, dialog: this.dialogService };
        return mayEnter(services, getTyped(changes), (match) => this.useSimilar(match));
    }

    async openSimilar(match) {
        if (this.env.inDialog) {
            // what was typed stays below
            this.dialogService.add(FormViewDialog, {
                resModel: "crm.lead",
                resId: match.lead_id,
                title: match.name,
                readonly: true,
            });
            return;
        }
        const open = () => this.actionService.doAction(getOpenAction(match));
        if (!this.model.root.isNew || !(await this.model.root.isDirty())) {
            return open();
        }
        // leaving a form saves it: here that may be what nobody wants
        this.dialogService.add(ConfirmationDialog, {
            title: _t("What you typed is not saved"),
            body: _t("Save it as a new record, or discard it, before “%s” opens?", match.name),
            confirmLabel: _t("Save and open"),
            confirm: async () => {
                if (await this.save({ reload: false })) {
                    await open();
                }
            },
            cancelLabel: _t("Discard and open"),
            cancel: async () => {
                await this.model.root.discard();
                await open();
            },
            dismiss: () => {},
        });
    }

    async useSimilar(match) {
        const changes = await this.model.root.getChanges();
        const services = { orm: this.orm, notification: this.entryNotification };
        if (!(await fillTyped(services, match, changes))) {
            return;
        }
        await this.model.load({ resId: match.lead_id, resIds: [match.lead_id] });
        if (this.env.inDialog) {
            // as if it had been created here: it is what the field below gets
            await this.save({});
        }
    }
}

registry
    .category("views")
    .add("crm_form", { ...crmFormView, Controller: EntryFormController }, { force: true });

import { ImportAction } from "@base_import/import_action/import_action";
import { ImportDataContent } from "@base_import/import_data_content/import_data_content";
import { ImportDataSidepanel } from "@base_import/import_data_sidepanel/import_data_sidepanel";
import { BaseImportModel } from "@base_import/import_model";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";

import { SimilarRows, SimilarRowsDialog } from "./similar_rows";

patch(BaseImportModel.prototype, {
    /** The server names the option where it counts: for leads, where similar ones are found. */
    _onLoadSuccess(res) {
        if (res.options.similar_rows) {
            this.importOptionsValues.similar_rows ??= { value: res.options.similar_rows };
        }
        return super._onLoadSuccess(res);
    },

    async setOption(optionName, value, fieldName) {
        if (optionName === "similar_rows") {
            // what a test said would become of the rows
            this.importMessages = this.importMessages.filter((message) => !message.similar);
        }
        return super.setOption(optionName, value, fieldName);
    },

    async executeImport() {
        this.similarReports = [];
        const result = await super.executeImport(...arguments);
        for (const report of this.similarReports) {
            this.importMessages.push({
                type: "warning",
                lines: [report.summary],
                similar: report.groups,
            });
        }
        return result;
    },

    async _callImport() {
        const res = await super._callImport(...arguments);
        if (res.similar?.groups?.length) {
            this.similarReports.push(res.similar);
        }
        return res;
    },
});

patch(ImportAction.prototype, {
    setup() {
        super.setup();
        this.dialog = useService("dialog");
    },

    openRecords(resIds) {
        const reports = this.model.similarReports;
        if (!reports?.length) {
            return super.openRecords(resIds);
        }
        const openRecords = () => super.openRecords(resIds);
        this.dialog.add(SimilarRowsDialog, { reports }, { onClose: openRecords });
    },
});

patch(ImportDataContent, {
    components: { ...ImportDataContent.components, SimilarRows },
});

patch(ImportDataSidepanel.prototype, {
    get similarWays() {
        return [
            ["create", _t("Create all")],
            ["skip", _t("Skip")],
            ["attach", _t("Attach to the existing lead")],
        ];
    },

    get similarHelp() {
        return {
            create: _t("Each row becomes a lead. The test says which are like another."),
            skip: _t(
                "Rows that are surely like an open lead, or like a row before, are left out. Surely means: at least the strength at which the settings merge unasked."
            ),
            attach: _t(
                "Rows that are surely like an open lead, or like a row before, fill in what is empty there. What they say otherwise goes into a note. Surely means: at least the strength at which the settings merge unasked."
            ),
        }[this.props.options.similar_rows];
    },
});

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Says, wherever the person is, that bulk work of theirs is finished, with a way to its outcome. */
export const jobNoticeService = {
    dependencies: ["action", "bus_service", "notification"],

    start(env, { action, bus_service, notification }) {
        const told = new Set();
        bus_service.subscribe("crm_lead_conversion.job", (job) => {
            const shown = action.currentController;
            const isOpen =
                shown?.props?.resModel === "crm.lead.job" && shown.currentState?.resId === job.id;
            if (job.state !== "done" || isOpen || told.has(job.id)) {
                return;
            }
            told.add(job.id);
            const close = notification.add(
                _t("%(done)s done, %(skipped)s skipped, %(failed)s failed", {
                    done: job.done,
                    skipped: job.skipped,
                    failed: job.failed,
                }),
                {
                    title: job.name,
                    type: job.failed ? "warning" : "success",
                    className: "o_crm_job_notice",
                    sticky: true,
                    buttons: [
                        {
                            name: _t("See Outcomes"),
                            primary: true,
                            onClick: () => {
                                close();
                                action.doAction({
                                    type: "ir.actions.act_window",
                                    res_model: "crm.lead.job",
                                    res_id: job.id,
                                    views: [[false, "form"]],
                                });
                            },
                        },
                    ],
                }
            );
        });
        bus_service.start();
    },
};

registry.category("services").add("crm_lead_conversion.job_notice", jobNoticeService);

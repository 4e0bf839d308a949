import { x2ManyCommands } from "@web/core/orm_service";

/**
 * Which records are merged with the lead of the convert dialog. A tick is what
 * is merged: without any the lead is converted by itself.
 */

export function getLeadId(record) {
    return record.data.lead_id?.id;
}

/** Those that would be merged: what the dialog remembers while converting is chosen. */
function getOtherIds(record) {
    const leadId = getLeadId(record);
    return record.data.duplicated_lead_ids.currentIds.filter(
        (id) => typeof id === "number" && id !== leadId
    );
}

export function getTickedIds(record) {
    return record.data.name === "merge" ? getOtherIds(record) : [];
}

/** Ticking one chooses to merge, with what is ticked and nothing else. */
export function tick(record, ids, isLoaded) {
    const current = record.data.duplicated_lead_ids.currentIds;
    const leadId = getLeadId(record);
    const ticked = new Set([...getTickedIds(record), ...ids]);
    const commands = [
        ...getOtherIds(record)
            .filter((id) => !ticked.has(id))
            .map((id) => [x2ManyCommands.UNLINK, id]),
        ...[...ticked, leadId]
            .filter((id) => id && !current.includes(id))
            // what the cards show is there already, and the preview asks for the rest
            .map((id) => [x2ManyCommands.LINK, id, isLoaded ? { id } : false]),
    ];
    return record.update({ name: "merge", duplicated_lead_ids: commands });
}

/** The last one is remembered, in case merging is chosen again. */
export function untick(record, id) {
    if (getTickedIds(record).every((tickedId) => tickedId === id)) {
        return record.update({ name: "convert" });
    }
    return record.update({ duplicated_lead_ids: [[x2ManyCommands.UNLINK, id]] });
}

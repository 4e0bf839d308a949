import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { DuplicateBanner } from "./duplicate_banner";

export class DuplicateListRenderer extends ListRenderer {
    static template = "crm_lead_conversion.DuplicateListRenderer";
    static components = { ...ListRenderer.components, DuplicateBanner };
}

export class DuplicateKanbanRenderer extends KanbanRenderer {
    static template = "crm_lead_conversion.DuplicateKanbanRenderer";
    static components = { ...KanbanRenderer.components, DuplicateBanner };
}

registry.category("views").add("crm_duplicate_list", { ...listView, Renderer: DuplicateListRenderer });
registry.category("views").add("crm_duplicate_kanban", { ...kanbanView, Renderer: DuplicateKanbanRenderer });

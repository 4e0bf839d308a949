import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** A tick on a card, for the selection that Odoo's kanban has anyway but hides behind the Alt key. */
export class CardTick extends Component {
    static template = "crm_lead_conversion.CardTick";
    static props = { ...standardWidgetProps };

    setup() {
        this.record = useState(this.props.record);
    }

    get label() {
        return _t("Tick “%s”", this.record.data.display_name || this.record.data.name);
    }
}

registry.category("view_widgets").add("crm_card_tick", { component: CardTick });

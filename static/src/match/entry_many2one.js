import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { Many2XAutocomplete } from "@web/views/fields/relational_utils";

import { joinPhrases } from "../wording";
import { mayEnter } from "./typed_lead";

/**
 * Where a lead is chosen, and created by its name alone: an e-mail address, a
 * phone number or a company name given as the name tells what is there already.
 */
patch(Many2XAutocomplete.prototype, {
    setup() {
        super.setup();
        if (this.props.resModel === "crm.lead") {
            this.entryDialog = useService("dialog");
        }
    },

    async suggest(request, lock) {
        const suggestions = await super.suggest(...arguments);
        const place = suggestions.findIndex(({ cssClass }) =>
            cssClass?.includes("o_m2o_dropdown_option_create")
        );
        if (this.props.resModel !== "crm.lead" || place < 0 || !request.trim()) {
            return suggestions;
        }
        const found = await lock(
            this.orm.silent
                .call("crm.lead", "lead_find_typed", [{ name: request.trim() }])
                .catch(() => null)
        );
        const known = new Set(suggestions.map(({ data }) => data?.record?.id));
        const similar = (found?.matches || []).filter(({ lead_id }) => !known.has(lead_id));
        suggestions.splice(place, 0, ...similar.map((match) => this.buildSimilarSuggestion(match)));
        return suggestions;
    },

    buildSimilarSuggestion(match) {
        return {
            cssClass: "o_m2o_dropdown_option o_crm_similar_option",
            data: { slotName: "similarItem" },
            label: _t("Similar: “%(name)s”, %(reasons)s", {
                name: match.name,
                reasons: joinPhrases(match.reasons.slice(0, 2)),
            }),
            onSelect: () => this.useSimilar(match),
        };
    },

    useSimilar(match) {
        return this.props.update([{ id: match.lead_id, display_name: match.name }]);
    },

    buildCreateSuggestion(request) {
        const suggestion = super.buildCreateSuggestion(...arguments);
        if (this.props.resModel !== "crm.lead") {
            return suggestion;
        }
        const { onSelect } = suggestion;
        suggestion.onSelect = async () => {
            const services = { orm: this.orm, dialog: this.entryDialog };
            const { context } = this.props;
            const use = (match) => this.useSimilar(match);
            if (await mayEnter(services, { name: request.trim() }, use, context)) {
                return onSelect();
            }
        };
        return suggestion;
    },
});

import { _t } from "@web/core/l10n/translation";

/**
 * Names and reasons put together as the language of the user does it: each
 * sign between them is part of a text that is translated. A list of names that
 * is given to `_t` needs nothing of this.
 */

export function quote(name) {
    return _t("“%(name)s”", { name });
}

/** Short texts that may have commas in them, one after the other. */
export function joinPhrases(phrases) {
    return phrases.length
        ? phrases.reduce((said, more) => _t("%(said)s; %(more)s", { said, more }))
        : "";
}

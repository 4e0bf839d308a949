"""Run by Odoo's Python: merge a template into the languages next to it, and list what each lacks."""

import sys
from pathlib import Path

import polib

# An addon of its own that lies below this one: Odoo takes its texts for ours.
_EXAMPLE = "/doc/example_addon/"


def main() -> int:
    template = Path(sys.argv[1])
    texts = polib.pofile(str(template))
    # the moment of the export says nothing, and would differ each time
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        texts.metadata.pop(name, None)
    for entry in [*texts]:
        own = [place for place in entry.occurrences if _EXAMPLE not in place[0]]
        if own or not entry.occurrences:
            entry.occurrences = own
        else:
            texts.remove(entry)
    texts.save()
    missing = 0
    for path in sorted(template.parent.glob("*.po")):
        language = polib.pofile(str(path))
        language.merge(texts)
        for entry in language.obsolete_entries():
            language.remove(entry)
        language.save()
        lacking = language.untranslated_entries() + language.fuzzy_entries()
        missing += len(lacking)
        print(f"{path.stem}: {len(lacking)} of {len(texts)} texts without a translation")
        for entry in lacking[:20]:
            print(f"    {entry.msgid[:100]!r}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

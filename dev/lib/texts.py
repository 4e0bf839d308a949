"""What dev/run tells a newcomer once Odoo is up."""

from __future__ import annotations

# (login, password, who it is); shown only if the login exists in the database.
LOGINS = (
    ("admin", "admin", "administrator: sees everything, changes the settings"),
    ("demo", "demo", "an ordinary salesperson: sees own leads and those of nobody"),
)

WELCOME = """
{line}
  Odoo with Lead Conversion is at   {url}

{logins}

  What to try first:
    1. Open CRM, then Leads (CRM > Configuration > Settings > Leads shows and hides that menu).
    2. Open a lead and press Convert to Opportunity: choose what happens to the customer.
    3. Convert a lead that has similar ones: the dialog offers to merge them.
    4. In the list of leads, tick several and convert them from the Actions menu.

  Database {database}. Ctrl-C stops everything. --fresh starts over with a new database.
{line}
"""


def welcome(url: str, database: str, logins) -> str:
    """`logins` are those that exist in the database."""
    shown = [entry for entry in LOGINS if entry[0] in logins]
    lines = [f"    {login} / {password}".ljust(26) + meaning for login, password, meaning in shown]
    return WELCOME.format(url=url, database=database, logins="\n".join(lines), line="-" * 78)

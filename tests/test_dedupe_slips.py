"""Two records of one customer that are written differently: a scan compares them all the same."""

from odoo.tests import tagged

from .dedupe_common import DedupeCase

# All of a line have a number of their own: what differs is the name.
NAMES = [
    ('Marie Dupont', 'Dupont Marie'), ('Marie Dupont', 'Dupond, Marie'), ('Marie Dupont', 'Maire Dupont'),
    ('Marie Dupont', 'M. Dupont'), ('Marie Dupont', 'Mme Dupont'), ('Marie Dupont', 'Mme Marie Dupond'),
    ('Marie Dupont', 'Marie Claire Dupont'), ('Marie Dupont', 'Mari Duppont'), ('Bob Smith', 'Robert Smyth'),
    ('Sasha Ivanova', 'Alexandra Ivanova'), ('Alex Smith', 'Alexander Smith'), ('Jon Smith', 'John Smith'),
    ('Jean-Pierre Martin', 'Jeanpierre Martin'), ('Jean-Pierre Martin', 'Pierre Martin'),
    ('Anna Schwarzenegger', 'Anna Shwarzeneger'), ('Marie Le Goff', 'Marie Legoff'),
    ('Élodie Petit', 'Elodie Petid'), ('José García', 'Jose Garcya'), ('Lena Berg', 'Anna-Lena Berg'),
    ('Иван Петров', 'Ivan Petrow'), ('山田 太郎', '山田'), ('Peeters Jan (Acme)', 'Jan Peters'),
]
# All of a line are one person, who is called like nobody else.
ADDRESSES = [
    ('thea.quint@acme-lamps.example', 'thea.qiunt@acme-lamps.example'),
    ('thea.quint@acme-lamps.example', 'thea.quin@acme-lamps.example'),
    ('thea.quint@acme-lamps.example', 'tea.quint@acme-lamps.example'),
    ('thea.quint@acme-lamps.example', 'thea.quint@acme-lapms.example'),
    ('thea.quint@acme-lamps.example', 'thea.quint@amce-lamps.example'),
    ('thea.quint@acme-lamps.example', 'theaquint@acme-lamps.example'),
    ('thea.quint@acme-lamps.example', 'thea_quint@acme-lamps.example'),
]
PHONES = [
    ('+32 475 12 34 56', '+32 475 12 34 57'), ('+32 475 12 34 56', '+32 457 12 34 56'),
    ('+32 475 12 34 56', '+32 475 12 43 56'), ('+32 475 12 34 56', '+32 475 21 34 56'),
    ('+32 475 12 34 56', '+32 475 12 35 46'), ('+32 475 12 34 56', '+32 475 13 24 56'),
    ('+32 9 555 01 02', '+32 9 555 02 02'), ('+32 9 555 01 02', '+32 9 555 10 02'),
]


@tagged('post_install', '-at_install')
class TestDedupeSlips(DedupeCase):

    def assert_found(self, pairs):
        """:param list pairs: of leads, each of which is of one customer"""
        leads = self.env['crm.lead'].union(*(lead for pair in pairs for lead in pair)).sudo()
        similar = {
            tuple(sorted((lead.id, match['lead_id'])))
            for lead, matches in leads._find_similar().items() for match in matches}
        self.scan()
        self.env.cr.execute("SELECT one_id, other_id FROM crm_lead_duplicate_pair")
        found = set(self.env.cr.fetchall())
        said = {
            (one.id, other.id): (one.contact_name, other.contact_name, one.email_from, other.email_from, one.phone,
                                 other.phone) for one, other in pairs}
        self.assertEqual([said[pair] for pair in said if pair not in similar], [], "what is similar")
        self.assertEqual([said[pair] for pair in said if pair not in found], [], "what the scan found")

    def test_names(self):
        self.assert_found([
            tuple(self.make_lead(contact_name=name, phone=f'+32 9 331 0{number:02} 11') for name in names)
            for number, names in enumerate(NAMES)])

    def test_addresses(self):
        self.assert_found([
            tuple(
                self.make_lead(
                    contact_name=f'Thea Quint{chr(97 + number) * 5}',
                    email_from=email.replace('.example', f'{number}.example'))
                for email in emails)
            for number, emails in enumerate(ADDRESSES)])

    def test_phones(self):
        self.assert_found([
            tuple(self.make_lead(contact_name=f'Thea Quint{chr(97 + number) * 5}', phone=phone) for phone in phones)
            for number, phones in enumerate(PHONES)])

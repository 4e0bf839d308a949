"""Keys of companies and persons, value by value, in several scripts."""

from odoo.tests import BaseCase, tagged

from ..tools.normalize import company_compare, company_key, person_compare, person_key

# All names of a line are one company.
COMPANIES = [
    ('acme', 'Acme', 'ACME S.A.', 'Acme SA', 'acme, s. a.', 'Acme Ltd', 'ACME LTD.', 'Acme Limited', 'Acme Inc.',
     'Acme, Inc', 'Acme LLC', 'Acme L.L.C.', 'Acme LLP', 'Acme Corp.', 'Acme Corporation', 'Acme PLC',
     'The Acme Company', 'Acme Co.', 'Acme Co., Ltd.', 'Acme & Co', 'Acme Pty Ltd', 'Acme Pty. Ltd.', 'Acme Pvt Ltd',
     'Acme Private Limited', 'Acme Sdn Bhd', 'Acme Sdn. Bhd.', 'PT Acme Tbk', 'Acme Pte. Ltd.', 'Acme L.P.',
     'Acme GmbH', 'Acme AG', 'Acme KG', 'Acme GmbH & Co. KG', 'Acme GmbH und Co KG', 'Acme G.m.b.H.', 'Acme Ges.m.b.H.',
     'Acme e.K.', 'Acme UG (haftungsbeschränkt)', 'Acme oHG', 'Acme SE', 'Acme eG', 'Acme e.V.', 'SARL Acme',
     'Acme S.A.R.L.', 'Acme SAS', 'Acme S.A.S.', 'Acme SASU', 'EURL Acme', 'Acme B.V.', 'Acme BV', 'Acme NV',
     'Acme N.V.', 'Acme BVBA', 'Acme SPRL', 'Acme VOF', 'Acme V.O.F.', 'Acme CV', 'Acme ASBL', 'vzw Acme',
     'Acme S.p.A.', 'Acme SpA', 'Acme S.r.l.', 'Acme Srl', 'Acme S.L.', 'Acme SL', 'Acme S.L.U.', 'Acme, S.A.U.',
     'Acme S.A. de C.V.', 'Acme SA de CV', 'Acme S.A.P.I. de C.V.', 'Acme S.A.B. de C.V.', 'Acme S. de R.L. de C.V.',
     'Acme Lda.', 'Acme, Lda', 'Acme Unipessoal Lda', 'Acme Ltda.', 'Acme EIRELI', 'Acme Oy', 'Acme Oyj', 'Acme AB',
     'AB Acme', 'Acme Aktiebolag', 'Acme ASA', 'Acme A/S', 'Acme AS', 'Acme ApS', 'Acme Sp. z o.o.', 'Acme sp.z o.o.',
     'Acme SP ZOO', 'Acme Sp. z o.o. Sp.k.', 'Acme s.r.o.', 'Acme, spol. s r.o.', 'Acme a.s.', 'Acme Kft.', 'Acme Zrt.',
     'Acme Nyrt.', 'Acme d.o.o.', 'Acme d.d.', 'UAB Acme', 'UAB „Acme“', 'SIA Acme', 'Acme OÜ', 'Acme A.Ş.',
     'Acme Ltd. Şti.', 'Acme San. ve Tic. Ltd. Şti.', 'Acme Anonim Şirketi', 'ООО «Acme»', 'Acme 株式会社', '(株)Acme',
     '㈱ Acme', 'Stichting Acme', 'Acme Cie', 'Acme WLL', 'Acme Unltd', 'Acme Société Anonyme'),
    ('muller', 'Müller', 'Mueller GmbH', 'MÜLLER', 'Mu\u0308ller AG', 'Muller'),
    ('gross', 'Groß KG', 'GROSS'),
    ('sorensen', 'Sørensen A/S', 'Soerensen', 'Sorensen ApS'),
    ('marsk', 'Mærsk', 'Maersk A/S'),
    ('lodz', 'Łódź S.A.', 'Lodz'),
    ('dordevic', 'Đorđević d.o.o.', 'Dordevic'),
    ('marks spencer', 'Marks & Spencer plc', 'Marks and Spencer', 'Spencer, Marks', 'Marks+Spencer',
     'The Marks & Spencer Company'),
    ('muller sohn', 'Müller & Sohn', 'Müller und Sohn', 'Sohn and Mueller'),
    ('campo casa', 'Casa y Campo S.L.', 'Casa e Campo Lda', 'Casa & Campo', 'Casa Campo'),
    ('hm', 'H&M', 'H & M', 'H. & M.', 'HM AB'),
    ('jp morgan', 'J.P. Morgan', 'J. P. Morgan & Co.', 'JP Morgan'),
    ('ibm', 'IBM', 'I.B.M. Corp.', 'I. B. M.'),
    ('b plan', 'Plan B', 'Plan B S.A.', 'Plan B Ltd'),
    ('poste', 'La Poste', 'Poste SA', 'LA POSTE S.A.'),
    ('oreal', "L'Oréal", 'L’ORÉAL S.A.', "L'Oreal"),
    ('mcdonalds', "McDonald's", 'McDonalds Corp', 'McDonald’s'),
    ('brothers warner', 'Warner Bros.', 'Warner Brothers Inc'),
    ('international trade', 'Intl Trade Ltd', 'International Trade'),
    # what looks like a form and stands where none does, and what would be left empty
    ('ag insurance', 'AG Insurance', 'AG Insurance NV'),
    ('se electronics', 'SE Electronics'),
    ('los', 'Los', 'LOS'),
    ('das die', 'Die Das'),
    ('combinator y', 'Y Combinator'),
    # other scripts
    ('romashka', 'ООО «Ромашка»', 'Ромашка, ООО', 'РОМАШКА', 'ЗАО Ромашка', 'OOO Romashka', 'Romashka'),
    ('gazprom', 'ПАО «Газпром»', 'Gazprom PJSC', 'Газпром'),
    ('albena', 'Албена АД', 'АЛБЕНА ЕАД', 'Albena'),
    ('kypseli', 'Κυψέλη Α.Ε.', 'ΚΥΨΕΛΗ ΑΕ', 'Κυψέλη ΕΠΕ', 'Kypseli'),
    ('山田商事', '株式会社山田商事', '山田商事（株）', '㈱山田商事', '山田商事 株式会社', '株式会社 山田 商事',
     '山田商事有限会社'),
    ('ソニー', 'ソニー株式会社', 'ｿﾆｰ㈱', 'ソニー'),
    ('北京字节跳动科技', '北京字节跳动科技有限公司', '北京字节跳动科技有限责任公司', '北京字节跳动科技'),
    ('삼성전자', '삼성전자 주식회사', '삼성전자(주)', '㈜삼성전자', '주식회사 삼성 전자'),
    ('الاتصالات السعوديه', 'شركة الاتصالات السعودية', 'الاتصالات السعودية ش.م.م', 'الإتصالات السعوديّة'),
    ('גרופ שטראוס', 'שטראוס גרופ בע"מ', 'שטראוס גרופ בע״מ', 'שטראוס גרופ'),
    ('ปตท', 'บริษัท ปตท จำกัด (มหาชน)', 'ปตท'),
    ('टाटा स्टील', 'टाटा स्टील लिमिटेड', 'टाटा स्टील'),
    # no key
    ('', '', None, False, 'S.A.', 'GmbH', 'GmbH & Co. KG', 'Ltd', 'Sp. z o.o.', '株式会社', '有限公司', 'ООО', '&', '-',
     '...', 'The Company', 'A.Ş.', 'e.V.', '  ', 'La S.A.'),
]

PERSONS = [
    ('dupont marie', 'Marie Dupont', 'Dupont, Marie', 'DUPONT Marie', 'Mme Marie Dupont', 'Mrs. Marie Dupont',
     'Dr. Marie Dupont, PhD', 'Marie  Dupont ', 'Marie Dupont (Acme)', 'Prof. Dr.-Ing. Marie Dupont',
     'Frau Marie Dupont', 'Mevr. Marie Dupont'),
    ('robert smith', 'Bob Smith', 'Robert Smith', 'Mr Rob Smith', 'Smith, Bobby', 'Robert "Bob" Smith',
     'Mr. Bob Smith, Esq.'),
    ('smith william', 'Bill Smith', 'Will Smith', 'William Smith', 'Billy Smith'),
    ('katherine smith', 'Kate Smith', 'Catherine Smith', 'Kathy Smith', 'Katherine Smith'),
    ('margaret obrien', "Peggy O'Brien", 'Margaret O’Brien', 'Maggie OBrien', 'Meg O`Brien'),
    ('huber joseph', 'Sepp Huber', 'Josef Huber', 'Herr Joseph Huber', 'Hr. Huber Josef'),
    ('garcia jose', 'Pepe García', 'José García', 'Sr. José Garcia', 'GARCÍA, José'),
    ('francisco perez', 'Paco Pérez', 'Francisco Perez', 'Sr. Paco Pérez'),
    ('giuseppe rossi', 'Beppe Rossi', 'Sig. Giuseppe Rossi', 'Dott. Giuseppe Rossi'),
    ('alexander ivanov', 'Саша Иванов', 'Александр Иванов', 'Sasha Ivanov', 'Alexander Ivanov', 'Иванов Александр'),
    ('petrov sergei', 'Серёжа Петров', 'Сергей Петров', 'Sergey Petrov', 'ПЕТРОВ СЕРГЕЙ'),
    ('katarzyna wisniewska', 'Kasia Wiśniewska', 'Katarzyna Wisniewska', 'Pani Katarzyna Wiśniewska'),
    ('johannes muller', 'Hans Müller', 'Johannes Mueller', 'Herr Dipl.-Ing. Hans Muller'),
    ('michal schmidt', 'Michael Schmidt', 'Mike Schmidt', 'Mick Schmidt'),
    ('berg marie', 'Marie van den Berg', 'van den Berg, Marie', 'Marie Vandenberg', 'Berg, Marie van den'),
    ('georgios papadopoulos', 'Γεώργιος Παπαδόπουλος', 'Γιώργος Παπαδόπουλος', 'Georgios Papadopoulos',
     'ΓΕΩΡΓΙΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ'),
    ('mohammed salah', 'Mohamed Salah', 'Muhammad Salah', 'Mr. Mohammed Salah'),
    ('علي محمد', 'محمد علي', 'مُحَمَّد علي', 'علي، محمد'),
    ('דוד כהן', 'דוד כהן', 'כהן, דוד', 'דָּוִד כהן'),
    ('山田太郎', '山田太郎', '山田 太郎', '山田　太郎 様', '山田太郎さん'),
    ('김철수', '김철수', '김 철수', '김철수 님'),
    ('an nguyen thi', 'Nguyễn Thị An', 'Nguyen Thi An', 'NGUYỄN THỊ AN'),
    ('duc le minh', 'Lê Minh Đức', 'Le Minh Duc'),
    ('dupont m', 'M. Dupont', 'Dupont M.', 'm dupont'),
    ('le van', 'Le Van', 'Van Le'),
    ('', '', None, False, 'Mr.', 'Dr. Prof.', '-', '()', '...', 'Mme'),
]

COMPARED = [
    ('same', 'Marie Dupont', 'DUPONT, Marie'),
    ('same', 'Bob Smith', 'Robert Smith'),
    ('same', 'Tom', 'Thomas'),
    ('same', '山田 太郎', '山田太郎様'),
    ('compatible', 'M. Dupont', 'Marie Dupont'),
    ('compatible', 'Dupont M', 'Marie Dupont'),
    ('compatible', 'J.-P. Dupont', 'Jean-Pierre Dupont'),
    ('compatible', 'Marie Dupont', 'Marie Claire Dupont'),
    ('compatible', 'John F. Kennedy', 'John Kennedy'),
    ('compatible', 'John F. Kennedy', 'John Fitzgerald Kennedy'),
    ('compatible', 'Dupont', 'Marie Dupont'),
    ('compatible', 'Alex Smith', 'Alexandra Smith'),
    ('compatible', 'Alex Smith', 'Alexander Smith'),
    ('compatible', 'Chris Smith', 'Christine Smith'),
    ('compatible', 'Max Smith', 'Maxwell Smith'),
    ('compatible', '山田', '山田太郎'),
    ('near', 'Marie Dupont', 'Marie Dupond'),
    ('near', 'Marie Dupont', 'Maire Dupont'),
    ('near', 'Marie Duppont', 'Maria Dupont'),
    ('near', 'Anna Schmidt', 'Anna Schmitt'),
    ('near', 'Robert Smyth', 'Robert Smith'),
    ('near', 'Jean-Pierre Dupont', 'Jeanpierre Dupont'),
    ('near', 'Marie Le Goff', 'Marie Legoff'),
    ('near', 'Jon Smith', 'John Smith'),
    ('near', 'Jan Peter', 'Jan Peters'),
    ('near', 'Katharina Schwarzenegger', 'Katharina Schwarzeneger'),
    ('near', 'Anna Bergmann', 'Anna Birgmenn'),
    ('compatible', 'Schwa Smith', 'Schwarzen Smith'),
    ('other', 'Schwar Smith', 'Schwarzen Smith'),
    ('other', 'Anna Bergman', 'Anna Birgmen'),
    ('other', 'Jean Dupont', 'Marie Dupont'),
    ('other', 'Jean Dupont', 'M. Dupont'),
    ('other', 'J. Smith', 'P. Smith'),
    ('other', 'Li Wei', 'Li Wen'),
    ('other', 'Le Minh Duc', 'Do Minh Duc'),
    ('other', '山田太郎', '山田次郎'),
    ('other', 'M. D.', 'Marie Dupont'),
    ('other', 'Marie', 'Dupont'),
    ('other', 'Paul Smith', 'Paul Jones'),
    ('other', '', 'Marie Dupont'),
    ('other', '', ''),
    ('other', None, False),
    ('other', 'Mr.', 'Mr.'),
]


@tagged('post_install', '-at_install')
class TestMatchNormalizeNames(BaseCase):

    def test_company(self):
        for key, *names in COMPANIES:
            for name in names:
                self.assertEqual(company_key(name), key, name)

    def test_other_companies(self):
        for one, other in [
            ('Acme North', 'Acme South'), ('Société Générale', 'Générale'), ('AG Insurance',
             'Insurance'), ('Ромашка', 'Рябина'),
            ('山田商事', '山田工業'), ('삼성전자', '삼성물산'), ('Plan A', 'Plan B'), ('3M', '4M'), ('E Ink', 'Ink'),
        ]:
            self.assertNotEqual(company_key(one), company_key(other), (one, other))

    def test_compare_companies(self):
        for expected, one, other in [
            ('other', '', ''), ('other', 'Acme', ''), ('other', 'Acme', 'GmbH'), ('same', 'Acme', 'ACME S.A.'),
            # one says less, of words that say something
            ('near', 'Acme', 'Acme Gent'), ('near', 'Acme Gent', 'Gent Noord Acme'), ('other', 'ABC', 'ABC Gent'),
            ('other', 'Acme Gent', 'Acme Brugge'), ('near', 'Bosch Rexroth', 'BoschRexroth'),
            # spelled almost alike: the longer the more slips
            ('other', 'Akme', 'Acme'), ('near', 'Akmes', 'Acmes'), ('other', 'Akmos', 'Acmes'),
            ('near', 'Bakkermj', 'Bakkerij'), ('other', 'Bakkolij', 'Bakkerij'),
            ('near', 'Koffyehes', 'Koffiehus'), ('other', 'Kuffyehes', 'Koffiehus'),
        ]:
            self.assertEqual(company_compare(one, other), expected, (one, other))
            self.assertEqual(company_compare(other, one), expected, (other, one))

    def test_forms_that_are_words(self):
        """They do not get to a place where they would be forms."""
        for name, key in (
                ('SE Electronics Beta Gamma', 'beta se electronics gamma'), ('Go y To', 'go to'),
                ('SE Electronics', 'se electronics'), ('Plan y B', 'b plan y')):
            self.assertEqual(company_key(name), key)
            self.assertEqual(company_key(key), key)

    def test_person(self):
        for key, *names in PERSONS:
            for name in names:
                self.assertEqual(person_key(name), key, name)

    def test_compare(self):
        for expected, one, other in COMPARED:
            self.assertEqual(person_compare(one, other), expected, (one, other))
            self.assertEqual(person_compare(other, one), expected, (other, one))

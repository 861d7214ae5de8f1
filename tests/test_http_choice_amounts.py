from odoo.tests import tagged

from odoo.addons.account_payment_portal.models.amounts import AmountWriter
from odoo.addons.account_payment_portal.tests.http_common import PaymentPortalHttpCommon

# What the customer is told.
NO_NUMBER = "type the amount as a positive number, such as "
NO_NUMBER_IN = {
    'en_US': NO_NUMBER,
    'es_CL': "escriba el importe como un número positivo, por ejemplo ",
}
TOO_MUCH = "the amount can't be above"


@tagged('post_install', '-at_install')
class TestHttpChoiceAmounts(PaymentPortalHttpCommon):
    """The amounts that a customer types, or that somebody sends in his place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._create_document(10000)
        cls.other = cls._create_document(20000)
        cls.dollars = cls._create_document(1234.56, currency_id=cls.currency_usd)
        cls.credit = cls._create_credit_note(3000)

    def speak(self, lang):
        """Let the payer read and type in another language.

        :param str lang: The code of the language.
        """
        self.env['res.lang']._activate_lang(lang)
        self.payer.lang = lang
        self.log_in(self.payer_user)

    def check_refused(self, document, text, message):
        """Check that an amount is refused, with what is typed still on the page.

        :param account.move document: The document.
        :param str text: The amount.
        :param str message: A part of what the customer must be told.
        :return: The page.
        :rtype: Page
        """
        page = self.send_choice({document: text, self.other: '15000'})
        self.assertEqual(page.status, 422)
        [alert] = page.alerts
        self.assertIn(message, alert)
        self.assertEqual(
            {row['id']: (row['is_ticked'], row['amount']) for row in page.rows},
            {document.id: (True, text), self.other.id: (True, '15000')},
        )
        self.assertEqual(self.count_remittances(), 0)
        return page

    def check_accepted(self, document, text, amount):
        """Check that an amount is understood.

        :param account.move document: The document.
        :param str text: The amount as typed.
        :param float amount: What it stands for.
        """
        self.assertEqual(self.choose({document: text}).amount_total, amount)

    def test_what_is_no_positive_number_is_refused(self):
        five = '\N{ARABIC-INDIC DIGIT FIVE}'
        for text in ('-5', 'abc', 'NaN', 'inf', '1e3', '', '.5', '<b>5</b>', five, '9' * 400):
            with self.subTest(text=text[:30]):
                self.check_refused(self.document, text, NO_NUMBER)

    def test_nothing_but_a_plain_number_is_read(self):
        amounts = AmountWriter(self.env)
        for text in (
            '- 5',
            '+5',
            '\N{MINUS SIGN}5',
            'nan',
            'Infinity',
            '-inf',
            '1E3',
            '0x10',
            '1_000',
            '5000 CLP',
            '$5000',
            '5000-',
            '1/2',
            '=1+1',
            "5'000",
            ' ',
            '.',
            ',',
            '5.',
            ',5',
            '\N{FULLWIDTH DIGIT FIVE}',
            '\N{VULGAR FRACTION ONE HALF}',
            '\N{SUPERSCRIPT TWO}',
            '5;',
            '5\0',
            '\0',
            '5\N{ZERO WIDTH SPACE}',
            '5%',
            '(5)',
            '5,',
            '5,00',
            '1,0000',
            '1,,000',
        ):
            with self.subTest(text=text):
                self.assertEqual(amounts.read_input(text), '')

    def test_zero_is_refused(self):
        for text in ('0', '0.0', '00', '0.00'):
            with self.subTest(text=text):
                self.check_refused(self.document, text, "the amount can't be zero")

    def test_too_many_decimals_are_refused(self):
        for document, text, message in (
            (self.document, '0.5', "CLP amounts have 0 decimals at most"),
            (self.document, '5000.1', "CLP amounts have 0 decimals at most"),
            (self.document, '9999.99999999', "CLP amounts have 0 decimals at most"),
            (self.dollars, '1.001', "USD amounts have 2 decimals at most"),
            (self.dollars, '0.000000001', "USD amounts have 2 decimals at most"),
        ):
            with self.subTest(text=text):
                self.check_refused(document, text, message)

    def test_more_than_is_open_is_refused(self):
        for document, text in (
            (self.document, '10001'),
            (self.document, '99999999999999'),
            (self.dollars, '1234.57'),
            (self.credit, '3001'),
        ):
            with self.subTest(text=text):
                self.check_refused(document, text, TOO_MUCH)

    def test_separators_are_those_of_the_language(self):
        for lang, document, text, amount in (
            ('en_US', self.document, '1,000', 1000),
            ('en_US', self.document, ' 10 000 ', 10000),
            ('en_US', self.document, '1000.0', 1000),
            ('en_US', self.dollars, '1,234.56', 1234.56),
            ('en_US', self.dollars, '1234.5', 1234.5),
            ('es_CL', self.document, '1.000', 1000),
            ('es_CL', self.document, '10.000', 10000),
            ('es_CL', self.dollars, '1.234,56', 1234.56),
            ('es_CL', self.dollars, '1234,5', 1234.5),
            ('es_CL', self.dollars, '1.234', 1234),
        ):
            with self.subTest(lang=lang, text=text):
                self.speak(lang)
                self.check_accepted(document, text, amount)

    def test_separators_of_another_language_are_refused_and_not_guessed(self):
        for lang, document, text in (
            ('en_US', self.dollars, '12,50'),
            ('en_US', self.document, '1.000.000'),
            ('en_US', self.document, '1,00,0'),
            ('es_CL', self.dollars, '12.50'),
            ('es_CL', self.dollars, '1,234.56'),
            ('es_CL', self.document, '1.00'),
        ):
            with self.subTest(lang=lang, text=text):
                self.speak(lang)
                self.check_refused(document, text, NO_NUMBER_IN[lang])

    def test_the_example_in_the_message_is_accepted(self):
        for lang, document in (
            ('en_US', self.document),
            ('en_US', self.dollars),
            ('es_CL', self.document),
            ('es_CL', self.dollars),
        ):
            with self.subTest(lang=lang, document=document):
                self.speak(lang)
                [alert] = self.send_choice({document: 'x'}).alerts
                example = alert.rpartition(NO_NUMBER_IN[lang])[2].removesuffix('.')
                self.check_accepted(document, example, document.amount_total)

    def test_amount_that_is_not_sent_stands_for_all(self):
        self.check_accepted(self.document, None, 10000)

    def test_part_is_refused_where_documents_are_paid_whole(self):
        self.portal.allow_partial = False
        self.check_refused(self.document, '5000', "partial payments are not possible")

    def test_payment_below_the_minimum_is_refused(self):
        self.portal.amount_minimum = 30000
        self.check_refused(self.document, '5000', "The smallest payment is $ 30,000")

    def test_more_than_is_open_is_taken_where_the_company_allows_it(self):
        self.portal.allow_overpayment = True
        self.check_accepted(self.document, '10001', 10001)

    def test_credits_that_exceed_the_documents_are_refused(self):
        page = self.send_choice({self.document: '2000', self.credit: '2500'})

        self.assertEqual(page.status, 422)
        self.assertIn("The credits you ticked exceed the documents by $ 500", page.alerts[0])
        self.assertEqual(
            {row['id']: row['amount'] for row in page.rows},
            {self.document.id: '2000', self.credit.id: '2500'},
        )
        self.assertEqual(self.count_remittances(), 0)

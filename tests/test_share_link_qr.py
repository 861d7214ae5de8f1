from io import BytesIO

import qrcode
from lxml import etree
from PIL import Image

from odoo.tests import BaseCase, tagged

from odoo.addons.account_payment_portal.report.qr_code import draw_png, draw_svg

URL = 'https://pay.example.com/pay/l/Qk3vT0yLr8sXw2Jm5nZb7cVd9fGh1aPe'
BORDER = 4


@tagged('post_install', '-at_install')
class TestQrCode(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=BORDER)
        code.add_data(URL)
        cls.squares = code.get_matrix()  # What a phone has to see, with the white border.

    def test_picture_shows_the_url_to_phones(self):
        image = Image.open(BytesIO(draw_png(URL))).convert('L')
        size = image.width // len(self.squares)
        seen = [
            [image.getpixel((x * size + size // 2, y * size + size // 2)) < 128 for x in columns]
            for y, columns in ((y, range(len(row))) for y, row in enumerate(self.squares))
        ]
        self.assertEqual(image.width, image.height)
        self.assertEqual(seen, self.squares)

    def test_drawing_has_one_square_for_each_dark_one(self):
        drawing = etree.fromstring(draw_svg(URL))
        [path] = drawing.xpath("//*[local-name()='path']")
        self.assertEqual(path.get('d').count('M'), sum(map(sum, self.squares)))
        width = float(drawing.get('viewBox').split()[2])
        self.assertEqual(width, len(self.squares))

    def test_another_url_gives_another_picture(self):
        self.assertNotEqual(draw_png(URL), draw_png(URL + 'x'))

"""QR codes: the only place that knows the library which draws them."""

import io

import qrcode
from qrcode.image.svg import SvgPathImage

# Of each small square in the picture, in pixels: sharp on screens, and about 5 cm in print.
_PNG_SQUARE = 10


def draw_png(text):
    """Return a picture of a QR code, made for screens and word processors.

    :param str text: What phones read in it.
    :rtype: bytes
    """
    return _save(_encode(text).make_image())


def draw_svg(text):
    """Return a drawing of a QR code, made for print in any size.

    :param str text: What phones read in it.
    :rtype: bytes
    """
    return _save(_encode(text).make_image(image_factory=SvgPathImage))


def _encode(text):
    # A quarter of the code may be dirty or torn, and it is still read.
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_Q, box_size=_PNG_SQUARE, border=4
    )
    code.add_data(text)
    return code


def _save(image):
    stream = io.BytesIO()
    image.save(stream)
    return stream.getvalue()

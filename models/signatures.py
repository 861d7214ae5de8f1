"""What counts as a signature by hand."""

from base64 import b64decode
from io import BytesIO

from PIL import Image

from odoo import _
from odoo.exceptions import UserError

# How large the picture can be, as it is sent and unpacked. That of a whole screen is far smaller.
SIGNATURE_SIZE_MAX = 1024 * 1024
SIGNATURE_SIDE_MAX = 4000

# How long the name of who signs can be.
SIGNER_LENGTH = 100


def check_signature(name, signature):
    """Check that somebody has signed: a name, and a picture on which something is drawn.

    :param str name: Who signs; from outside.
    :param str signature: A picture in base 64; from outside.
    :raise UserError: If not; the message is for the customer.
    """
    if not isinstance(name, str) or not name.strip():
        raise UserError(_("Please enter your name."))
    if len(name) > SIGNER_LENGTH:
        raise UserError(_("Please shorten your name to %(count)s characters.", count=SIGNER_LENGTH))
    if not isinstance(signature, str) or not signature:
        raise UserError(_("Please sign in the box."))
    if len(signature) > SIGNATURE_SIZE_MAX:
        raise UserError(_("This signature is too large. Please clear the box and sign again."))
    if _is_blank(_read_picture(signature)):
        raise UserError(_("Please sign in the box."))


def _read_picture(signature):
    """Return the picture of a signature.

    :param str signature: The picture in base 64; from outside.
    :rtype: PIL.Image.Image
    :raise UserError: If it is none, or unpacks into too large a one.
    """
    unreadable = _("This signature can't be read. Please clear the box and sign again.")
    try:
        picture = Image.open(BytesIO(b64decode(signature, validate=True)))
        is_too_large = max(picture.size) > SIGNATURE_SIDE_MAX
        picture = None if is_too_large else picture.convert('RGBA')
    # What pictures that are broken, or made to break, raise; no base 64 is a ValueError.
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UserError(unreadable) from error
    if is_too_large:
        raise UserError(unreadable)
    return picture


def _is_blank(picture):
    """Return whether nothing is drawn: every dot looks the same on white paper.

    :param PIL.Image.Image picture: A picture with transparency.
    :rtype: bool
    """
    paper = Image.new('RGBA', picture.size, 'white')
    darkest, brightest = Image.alpha_composite(paper, picture).convert('L').getextrema()
    return darkest == brightest

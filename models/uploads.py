"""What customers may attach to messages: which files, how large, and under what name."""

import re
import unicodedata

from odoo import _
from odoo.exceptions import UserError

MEGABYTE = 1024 * 1024

# How large a file can be, and how many go with one message.
UPLOAD_SIZE_MAX = 10 * MEGABYTE
UPLOAD_COUNT_MAX = 10

# How long a name can be; what is longer is cut.
NAME_LENGTH = 100

# Documents and pictures. Nothing that a browser would run, such as HTML and SVG.
_UPLOAD_TYPES = (
    'bmp csv doc docx eml gif heic heif jpeg jpg odp ods odt p7m pdf png ppt pptx rtf tif tiff txt '
    'webp xls xlsx xml zip'
)
UPLOAD_TYPES = frozenset(_UPLOAD_TYPES.split())


def clean_file_name(name):
    """Return the name of a file without folders, control characters and other surprises.

    >>> clean_file_name('C:\\\\bank\\\\proof.pdf')
    'proof.pdf'
    >>> clean_file_name('../../etc/passwd')
    'passwd'

    :param str|None name: The name, from outside.
    :rtype: str
    """
    name = re.split(r'[\\/]', name or '')[-1]
    # Control characters, and those that turn the direction of reading to hide what a name ends on.
    name = ''.join(char for char in name if unicodedata.category(char)[0] != 'C')
    name = ' '.join(name.split()).strip('. ')
    stem, dot, extension = name.rpartition('.')
    if dot and len(name) > NAME_LENGTH:
        name = f'{stem[: NAME_LENGTH - len(extension) - 1]}.{extension}'
    return name[:NAME_LENGTH] or 'file'


def check_upload(name, size):
    """Check that a customer may attach a file.

    Units: `size` is bytes

    :param str name: Its name.
    :param int size: How large it is.
    :raise UserError: If not; the message is for the customer.
    """
    if name.rpartition('.')[2].lower() not in UPLOAD_TYPES or '.' not in name:
        raise UserError(
            _(
                "“%(name)s” can't be attached. Please send a PDF, a picture, a text or a file of"
                " an office program.",
                name=name,
            )
        )
    if not size:
        raise UserError(_("“%(name)s” is empty. Please choose the file again.", name=name))
    if size > UPLOAD_SIZE_MAX:
        raise UserError(
            _(
                "“%(name)s” is too large: a file can have %(size)s MB at most.",
                name=name,
                size=UPLOAD_SIZE_MAX // MEGABYTE,
            )
        )


def check_upload_count(count):
    """Check that not too many files are attached to a message.

    :param int count: How many.
    :raise UserError: If there are too many; the message is for the customer.
    """
    if count > UPLOAD_COUNT_MAX:
        raise UserError(_("A message can have %(count)s files at most.", count=UPLOAD_COUNT_MAX))

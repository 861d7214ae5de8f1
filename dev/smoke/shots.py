"""Screenshots: of each step for whoever looks at them, and a few small ones for README.md."""

import io
from pathlib import Path

from PIL import Image

from .expect import Failure
from .page import DESKTOP, PHONE, Page, Screen

_COLOURS = 256
_FAILED = 'FAILED-'
_SIZE_LIMIT = 150 * 1024  # bytes of a picture in the repository


class Shots:
    """Where screenshots go.

    :param folder: The folder of all of them.
    :param pictures: The folder of README.md's pictures, if they are to be made anew.
    """

    def __init__(self, folder: Path, pictures: Path | None):
        self._folder = folder
        self._pictures = pictures
        self.count = 0
        for old in folder.glob(f'{_FAILED}*.png'):
            old.unlink()

    def take(self, page: Page, name: str) -> None:
        """Save the whole page on a large screen and on a phone, and look at it with a sharp eye.

        :param page: The page.
        :param name: First part of the files' names.
        :raise Failure: If something sticks out, has no name, or is hard to read or to hit.
        """
        before = page.screen
        for screen in (DESKTOP, PHONE):
            page.resize(screen)
            self._write(self._folder / f'{name}-{screen.name}.png', page.whole_picture())
            shortcomings = page.audit()
            if shortcomings:
                raise Failure(f'{name} on a {screen.name}: {"; ".join(shortcomings)}')
        page.resize(before)

    def take_failure(self, page: Page, name: str) -> Path:
        """Save what is on the screen when something went wrong, and return the file."""
        path = self._folder / f'{_FAILED}{name}.png'
        self._write(path, page.whole_picture())
        return path

    def picture(self, page: Page, name: str, screen: Screen = DESKTOP, height: int = 0) -> None:
        """Save a picture for README.md, if they are to be made anew.

        :param page: The page.
        :param name: First part of the file's name.
        :param screen: On which screen.
        :param height: How much of the page from its top, if not what the screen shows.
        """
        if not self._pictures:
            return
        before = page.screen
        page.resize(screen, height=height)
        data = _squeeze(page.picture())
        if len(data) > _SIZE_LIMIT:
            raise ValueError(f'The picture {name} has {len(data)} bytes: too large for README.md.')
        self._write(self._pictures / f'{name}-{screen.name}.png', data)
        page.resize(before)

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.count += 1


def _squeeze(data: bytes) -> bytes:
    """Return a PNG with a palette in place of full colours: a quarter of the bytes."""
    picture = Image.open(io.BytesIO(data)).convert('RGB')
    palette = picture.quantize(_COLOURS, dither=Image.Dither.NONE)
    output = io.BytesIO()
    palette.save(output, 'PNG', optimize=True)
    return output.getvalue()

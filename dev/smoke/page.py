"""One page of the browser: what a person does with it, and what he sees.

Everything waits for its condition: nothing here sleeps for a fixed time and hopes.
"""

import base64
import json
import time
from pathlib import Path
from typing import NamedTuple

from .devtools import Browser, BrowserError
from .expect import Failure

_PATIENCE = 30  # seconds that a page may take on a busy machine
_PAUSE = 0.05  # seconds between two looks at a condition
_TABS = 300  # more than any page has to go through
_SCRIPTS = '\n'.join((Path(__file__).parent / name).read_text() for name in ('page.js', 'audit.js'))


class Screen(NamedTuple):
    """The size of a screen in pixels."""

    name: str
    width: int
    height: int
    is_phone: bool


DESKTOP = Screen('desktop', 1280, 900, is_phone=False)
PHONE = Screen('phone', 390, 844, is_phone=True)


class Page:
    """A page in a browser profile of its own: nobody is signed in.

    :param browser: The browser that opens it.
    :param base: The address in front of paths.
    :param screen: The screen to begin with.
    """

    def __init__(self, browser: Browser, base: str, screen: Screen = DESKTOP):
        self._browser = browser
        self._base = base
        self._context = browser.call('Target.createBrowserContext')['browserContextId']
        self._target = browser.call(
            'Target.createTarget', url='about:blank', browserContextId=self._context
        )['targetId']
        self._session = browser.call('Target.attachToTarget', targetId=self._target, flatten=True)[
            'sessionId'
        ]
        for domain in ('Page', 'Runtime', 'Log'):
            self._call(f'{domain}.enable')
        self._call('Page.addScriptToEvaluateOnNewDocument', source=_SCRIPTS)
        self.resize(screen)

    def close(self) -> None:
        """Close the page as a person closes the window: nothing is said to anybody."""
        self._browser.call('Target.disposeBrowserContext', browserContextId=self._context)

    def _call(self, method: str, **params) -> dict:
        return self._browser.call(method, session=self._session, **params)

    # === GOING SOMEWHERE === #

    def open(self, path: str) -> None:
        """Go to a path of the portal, or to an address, and wait until the page works."""
        address = path if '://' in path else self._base + path
        error = self._call('Page.navigate', url=address).get('errorText')
        if error:
            raise Failure(f'{address} cannot be opened: {error}')
        self.wait_until('smoke.isReady()', f'{path} to be ready')

    def resize(self, screen: Screen, height: int = 0, scale: int = 1) -> None:
        """Show the page on another screen.

        :param screen: The screen.
        :param height: Its height if it is another than the screen's.
        :param scale: How many pixels of the picture make one of the page.
        """
        self.screen = screen
        self._call(
            'Emulation.setDeviceMetricsOverride',
            width=screen.width,
            height=height or screen.height,
            screenWidth=screen.width,
            screenHeight=screen.height,
            deviceScaleFactor=scale,
            mobile=screen.is_phone,
        )

    def get_cookies(self) -> list[dict]:
        """Return the cookies of the page's profile: who has them is signed in."""
        return self._call('Network.getCookies')['cookies']

    def set_cookies(self, cookies: list[dict]) -> None:
        """Take over the cookies of another page."""
        kept = ('name', 'value', 'domain', 'path', 'httpOnly')
        self._call(
            'Network.setCookies', cookies=[{key: each[key] for key in kept} for each in cookies]
        )

    # === WHAT A PERSON DOES === #

    def click(self, selector: str, text: str = '') -> None:
        """Click on what can be clicked, where a person would: in its middle.

        :param selector: CSS selector.
        :param text: What it must say, if several match.
        """
        wanted = f'{selector} {text!r}' if text else selector
        place = self.wait_until(
            f'smoke.findPlace({json.dumps(selector)}, {json.dumps(text)})', f'{wanted} to click on'
        )
        for kind in ('mousePressed', 'mouseReleased'):
            self._call(
                'Input.dispatchMouseEvent',
                type=kind,
                x=place['x'],
                y=place['y'],
                button='left',
                clickCount=1,
            )

    def type(self, selector: str, text: str) -> None:
        """Replace what stands in an input.

        :param selector: CSS selector of the input.
        :param text: What to type.
        """
        self.click(selector)
        self.ask(f'document.querySelector({json.dumps(selector)}).select()')
        self._call('Input.insertText', text=text)

    def press(self, key: str) -> None:
        """Press a key: Tab, Enter, or Space."""
        code, text = {'Tab': (9, ''), 'Enter': (13, '\r'), 'Space': (32, ' ')}[key]
        values = {'windowsVirtualKeyCode': code, 'code': key, 'key': text if text == ' ' else key}
        self._call('Input.dispatchKeyEvent', type='keyDown', text=text, **values)
        self._call('Input.dispatchKeyEvent', type='keyUp', **values)

    def tab_to(self, selector: str) -> None:
        """Press Tab until an element has the focus, and see to it that the focus is never hidden.

        :param selector: CSS selector of the element.
        :raise Failure: If it is never reached, or if something on the way could not be seen.
        """
        for _press in range(_TABS):
            self.press('Tab')
            focus = self.ask(f'smoke.describeFocus({json.dumps(selector)})')
            if focus['obstacle']:
                raise Failure(f'the focus is hidden: {focus["obstacle"]}')
            if focus['isThere']:
                return
        raise Failure(f'{selector} is not reached by {_TABS} presses of Tab')

    # === WHAT A PERSON SEES === #

    def ask(self, expression: str):
        """Return the value of a JavaScript expression."""
        answer = self._call('Runtime.evaluate', expression=expression, returnByValue=True)
        if 'exceptionDetails' in answer:
            details = answer['exceptionDetails']
            text = details.get('exception', {}).get('description', details['text'])
            raise BrowserError(f'{expression}: {text}')
        return answer['result'].get('value')

    def text(self, selector: str) -> str:
        """Return the visible text of the first element that matches, without line breaks."""
        return self.ask(f'smoke.getText({json.dumps(selector)})')

    def texts(self, selector: str) -> list[str]:
        """Return the visible texts of all elements that match."""
        return self.ask(f'smoke.getTexts({json.dumps(selector)})')

    def wait_until(self, expression: str, what: str):
        """Wait until a JavaScript expression is true, and return its value.

        :param expression: The expression; an error in it counts as false.
        :param what: What is waited for, for the sentence of a failure.
        :raise Failure: If it does not happen.
        """
        deadline = time.monotonic() + _PATIENCE
        reason = ''
        while time.monotonic() < deadline:
            try:
                value = self.ask(expression)
            except BrowserError as error:  # the page is just being replaced by the next one
                reason = str(error)
            else:
                if value and not (isinstance(value, dict) and 'obstacle' in value):
                    return value
                reason = value['obstacle'] if value else ''
            time.sleep(_PAUSE)
        where = self.ask('location.href')
        raise Failure(f'waited in vain for {what} on {where}{f": {reason}" if reason else ""}')

    def wait_for(self, selector: str, text: str = '') -> None:
        """Wait until an element is visible that says a text.

        :param selector: CSS selector.
        :param text: What it must say.
        """
        self.wait_until(
            f'smoke.isReady() && smoke.find({json.dumps(selector)}, {json.dumps(text)}) !== null',
            f'{selector} {text!r}' if text else selector,
        )

    def take_errors(self) -> list[str]:
        """Return what the browser has complained of since the last time."""
        events = self._browser.take_events(self._session)
        return [text for text in map(_read_error, events) if text]

    def audit(self) -> list[str]:
        """Return what a demanding reader would find wrong with the page as it is shown."""
        return sorted(set(self.ask('smoke.audit()')))

    # === PICTURES === #

    def picture(self) -> bytes:
        """Return what is on the screen as PNG."""
        return base64.b64decode(self._call('Page.captureScreenshot', format='png')['data'])

    def whole_picture(self, scale: int = 1) -> bytes:
        """Return the whole page as PNG, also what is below the screen's end."""
        screen = self.screen
        height = max(screen.height, int(self.ask('smoke.getHeight()')))
        self.resize(screen, height=height, scale=scale)
        try:
            return self.picture()
        finally:
            self.resize(screen)


def _read_error(event: dict) -> str:
    """Return what an event complains of, if it does."""
    params = event['params']
    if event['method'] == 'Runtime.exceptionThrown':
        details = params['exceptionDetails']
        return details.get('exception', {}).get('description') or details['text']
    if event['method'] == 'Log.entryAdded' and params['entry']['level'] == 'error':
        entry = params['entry']
        return f'{entry["text"]} ({entry.get("url", "")})'
    return ''

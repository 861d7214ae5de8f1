/**
 * For pages of other sites: opens the payment portal in a window of its own when somebody presses
 * the button, so that he does not leave the page.
 *
 * It is an ordinary script of its own, without Odoo's code. Served as a static file, it can be
 * loaded from any site; one with a `Content-Security-Policy` has to name the portal's host in
 * `script-src`. Nothing has to be allowed for frames: the portal's pages can't be shown in frames of
 * other sites, where people could not see in whose hands they are.
 *
 * Without this script, or if the browser opens no window, the button is the link that it is.
 */
(function () {
    const LARGEST = { width: 1100, height: 820 };

    /**
     * Tell whether a click asks for what links do, and nobody has taken care of it yet.
     *
     * @param {MouseEvent} event
     * @return {boolean}
     */
    function isPlain(event) {
        const hasModifier = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
        return event.button === 0 && !hasModifier && !event.defaultPrevented;
    }

    /**
     * Open a window in the middle of the screen.
     *
     * @return {Window|null} - Null if the browser does not allow it.
     */
    function openWindow() {
        const { availWidth, availHeight } = window.screen;
        const width = Math.min(LARGEST.width, availWidth);
        const height = Math.min(LARGEST.height, availHeight);
        const left = Math.round((availWidth - width) / 2);
        const top = Math.round((availHeight - height) / 2);
        const features = `popup,width=${width},height=${height},left=${left},top=${top}`;
        return window.open('', '_blank', features);
    }

    document.addEventListener('click', (event) => {
        const link = event.target.closest('a[data-payment-portal]');
        if (!link || !isPlain(event)) {
            return;
        }
        const popup = openWindow();
        if (!popup) {
            return;
        }
        event.preventDefault();
        // The gateways that the customer visits later must not reach back into this page.
        popup.opener = null;
        popup.location.replace(link.href);
    });
})();

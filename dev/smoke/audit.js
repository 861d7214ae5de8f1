// Looks at a page as a demanding reader: what sticks out, what has no name, what is too pale.
Object.assign(window.smoke, {
    /** Return the shortcomings of the page's own content, as sentences. */
    audit() {
        const root = document.querySelector('#wrap') ?? document.body;
        const els = [...root.querySelectorAll('*')].filter(this.isVisible);
        return [
            ...this.auditPage(root),
            ...els.filter((el) => this.sticksOut(el)).map((el) => `sticks out: ${this.name(el)}`),
            ...els.filter((el) => this.lacksName(el)).map((el) => `has no name: ${this.name(el)}`),
            ...els.filter((el) => this.isTiny(el)).map((el) => `is tiny: ${this.name(el)}`),
            ...els.flatMap((el) => this.auditContrast(el)),
        ];
    },

    /** The width of the screen: a phone makes the window as wide as what does not fit. */
    getWidth() {
        return Math.min(window.innerWidth, window.screen.width);
    },

    name(el) {
        return el.outerHTML.replace(/\s+/g, ' ').slice(0, 110);
    },

    auditPage(root) {
        const problems = [];
        if (document.documentElement.scrollWidth > this.getWidth()) {
            problems.push('the page can be scrolled sideways');
        }
        if (root.querySelectorAll('h1').length !== 1) {
            problems.push(`has ${root.querySelectorAll('h1').length} main headings`);
        }
        if (!document.documentElement.lang) {
            problems.push('does not say its language');
        }
        const ids = [...document.querySelectorAll('[id]')].map((el) => el.id);
        const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
        return [...problems, ...twice.map((id) => `uses the id ${id} twice`)];
    },

    isHiddenFromEyes(el) {
        return (
            Boolean(el.closest('.visually-hidden, thead')) && el.getBoundingClientRect().width <= 1
        );
    },

    sticksOut(el) {
        const { left, right, width } = el.getBoundingClientRect();
        const isOutside = width && (left < -1 || right > this.getWidth() + 1);
        return isOutside && !el.closest('.visually-hidden, .overflow-auto, .table-responsive');
    },

    /** Whether a control says nothing to somebody who does not see it. */
    lacksName(el) {
        if (el.matches('img')) {
            return !el.hasAttribute('alt');
        }
        if (!el.matches('a[href], button, input:not([type=hidden]), select, textarea')) {
            return false;
        }
        const labels = [...(el.labels ?? [])].map((label) => label.textContent).join('');
        const said = [labels, el.getAttribute('aria-label'), el.title, el.textContent].join('');
        const picture = el.querySelector('img[alt]:not([alt=""])');
        return !said.trim() && !el.hasAttribute('aria-labelledby') && !picture;
    },

    /** Whether a finger misses it and its label. Links within a text are as high as its lines. */
    isTiny(el) {
        const isTarget = el.matches('button, input:not([type=hidden]), select, a.btn, a.nav-link');
        return (
            isTarget &&
            ![el, ...(el.labels ?? [])].some((target) => {
                const { width, height } = target.getBoundingClientRect();
                return width >= 24 && height >= 24;
            })
        );
    },

    // Source: Web Content Accessibility Guidelines 2.2, 1.4.3 "Contrast (Minimum)".
    auditContrast(el) {
        const hasText = [...el.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        if (!hasText || el.closest(':disabled, .disabled') || this.isHiddenFromEyes(el)) {
            return [];
        }
        const style = getComputedStyle(el);
        const back = this.background(el);
        const ratio = this.contrast(this.blend(this.rgba(style.color), back), back);
        const size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
        const isPale = ratio < (isLarge ? 3 : 4.5);
        return isPale ? [`is pale (${ratio.toFixed(1)}): ${this.name(el)}`] : [];
    },

    rgba(color) {
        const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
        return [red, green, blue, alpha];
    },

    blend([r, g, b, alpha], back) {
        return [r, g, b].map((part, index) => part * alpha + back[index] * (1 - alpha));
    },

    background(el) {
        if (!el) {
            return [255, 255, 255];
        }
        const color = this.rgba(getComputedStyle(el).backgroundColor);
        return color[3] === 1 ? color : this.blend(color, this.background(el.parentElement));
    },

    contrast(one, other) {
        const [light, dark] = [this.luminance(one), this.luminance(other)].sort((a, b) => b - a);
        return (light + 0.05) / (dark + 0.05);
    },

    luminance(color) {
        const [red, green, blue] = color.map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    },
});

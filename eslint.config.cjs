const globals = require('globals');

const rules = {
    complexity: ['error', 10],
    eqeqeq: 'error',
    'no-alert': 'error',
    'no-duplicate-imports': 'error',
    'no-undef': 'error',
    'no-unused-vars': 'error',
    'prefer-const': 'error',
};

module.exports = [
    {
        files: ['static/**/*.js'],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: 'module',
            globals: { ...globals.browser, odoo: 'readonly' },
        },
        rules: { ...rules, 'no-console': 'error' },
    },
    {
        // Development scripts run in Node.js and hand functions over to the browser.
        files: ['dev/**/*.{js,cjs,mjs}'],
        languageOptions: {
            ecmaVersion: 2024,
            globals: { ...globals.node, ...globals.browser },
        },
        rules,
    },
    {
        files: ['dev/**/*.{js,cjs}'],
        languageOptions: { sourceType: 'commonjs' },
    },
];

/** @type {import('prettier').Config} */
module.exports = {
    plugins: [require.resolve('@prettier/plugin-xml')],
    printWidth: 100,
    tabWidth: 4,
    singleQuote: true,
    trailingComma: 'es5',
    xmlWhitespaceSensitivity: 'preserve',
    xmlSelfClosingSpace: false,
    overrides: [{ files: ['*.md', '*.yml', '*.yaml', '*.json'], options: { tabWidth: 2 } }],
};

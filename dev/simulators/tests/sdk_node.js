/**
 * Let Transbank's own Node client pay at a simulator, and print what it was told as JSON.
 * Run by `test_webpay_sdk` with `transbank-sdk` in NODE_PATH: `node sdk_node.js URL`.
 */
const {
    IntegrationApiKeys,
    IntegrationCommerceCodes,
    Options,
    WebpayPlus,
} = require('transbank-sdk');

const RETURN_URL = 'https://shop.cl/return';

async function refused(call) {
    try {
        return await call();
    } catch (error) {
        return error.message;
    }
}

async function playPayer(url, token) {
    await fetch(`${url}/simulator/transactions/${token}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ outcome: 'approve' }),
    });
}

async function main(url) {
    const code = IntegrationCommerceCodes.WEBPAY_PLUS;
    const client = new WebpayPlus.Transaction(new Options(code, IntegrationApiKeys.WEBPAY, url));
    const report = {};
    report.create = await client.create('sdk-node-1', 'session', 12500, RETURN_URL);
    const token = report.create.token;
    report.too_early = await refused(() => client.commit(token));
    await playPayer(url, token);
    report.commit = await client.commit(token);
    report.again = await refused(() => client.commit(token));
    report.status = await client.status(token);
    report.too_much = await refused(() => client.refund(token, 99999));
    report.nullified = await client.refund(token, 500);
    const other = await client.create('sdk-node-2', 'session', 3000, RETURN_URL);
    await playPayer(url, other.token);
    await client.commit(other.token);
    report.reversed = await client.refund(other.token, 3000);
    const bad = new WebpayPlus.Transaction(new Options(code, 'wrong', url));
    report.unauthorized = await refused(() => bad.create('x', 'y', 1, RETURN_URL));
    process.stdout.write(JSON.stringify(report));
}

main(process.argv[2]);

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { retryDelay } from '../../../../src/store/s3/retry.ts';

const limits = { maxAttempts: 5, retryDelayMs: 1000 };
const now = Date.parse('2026-01-01T00:00:00Z');
const status = (httpStatusCode: number) => ({ name: 'Unknown', $metadata: { httpStatusCode } });
const delayAfter = (error: unknown, attempt = 1) => retryDelay(error, { attempt, limits, now });

describe('retryDelay', () => {
  it('waits twice as long each time, at least half of it, and gives up in the end', () => {
    for (const [attempt, most] of [
      [1, 1000],
      [2, 2000],
      [3, 4000],
      [4, 8000],
    ] as const) {
      const delay = delayAfter(status(503), attempt) ?? 0;
      assert.ok(delay >= most / 2 && delay <= most, `${attempt}: ${delay}`);
    }
    assert.equal(delayAfter(status(503), 5), undefined);
  });

  it('never waits longer than 20 s by itself', () => {
    const patient = { maxAttempts: 50, retryDelayMs: 1000 };
    const delay = retryDelay(status(500), { attempt: 40, limits: patient, now });
    assert.ok(delay !== undefined && delay <= 20_000);
  });

  it('tries again what may pass', () => {
    const errors = [
      ...[408, 429, 500, 502, 503, 504].map(status),
      ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].map((code) => ({
        code,
      })),
      { name: 'TimeoutError' },
      ...['SlowDown', 'BadDigest', 'RequestTimeout'].map((name) => ({ ...status(400), name })),
      {
        name: 'RequestTimeTooSkewed',
        $metadata: { httpStatusCode: 403, clockSkewCorrected: true },
      },
    ];
    for (const error of errors) assert.notEqual(delayAfter(error), undefined);
  });

  it('does not try again what stays as it is', () => {
    const errors = [
      ...[200, 301, 400, 401, 403, 404, 409, 412, 501, 507].map(status),
      ...['ENOTFOUND', 'CERT_HAS_EXPIRED', 'EPROTO'].map((code) => ({ code })),
      { name: 'AbortError' },
      new TypeError('x'),
      'text',
    ];
    for (const error of errors) assert.equal(delayAfter(error), undefined);
  });

  it('waits as long as it is told, up to a minute', () => {
    const told = (text: string) => ({
      ...status(503),
      $response: { headers: { 'retry-after': text } },
    });
    assert.equal(delayAfter(told('7')), 7000);
    assert.equal(delayAfter(told('Thu, 01 Jan 2026 00:00:09 GMT')), 9000);
    assert.equal(delayAfter(told('86400')), 60_000);
    for (const text of ['soon', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT', '']) {
      const delay = delayAfter(told(text)) ?? 0;
      assert.ok(delay >= 500 && delay <= 1000, text);
    }
  });
});

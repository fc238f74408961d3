import { describe, expect, test } from 'vitest';
import { answerFile } from './serve.ts';
import type { FileAnswer } from './serve.ts';

const file = {
  bytes: 1000,
  sha256: 'a'.repeat(64),
  contentType: 'video/mp4',
  filename: 'req_abc.mp4',
};
function part(start: number, end: number): object {
  return { status: 206, stream: { start, end } };
}

const etag = `"${file.sha256}"`;

/** To a request for two bytes under a condition. */
function answerIf(condition: string, value: string): FileAnswer {
  const headers = { range: 'bytes=0-1', [condition]: value };
  return answerFile({ method: 'GET', headers }, file);
}

describe('a range of a file', () => {
  const whole = { status: 200, stream: { start: 0, end: 999 } };
  const none = { status: 416, stream: null };
  const table: [string, object][] = [
    ['bytes=0-499', part(0, 499)],
    ['bytes=500-999', part(500, 999)],
    ['bytes=0-0', part(0, 0)],
    ['bytes=999-999', part(999, 999)],
    ['bytes=500-', part(500, 999)],
    ['bytes=0-', part(0, 999)],
    ['bytes=-1', part(999, 999)],
    ['bytes=-500', part(500, 999)],
    ['bytes=-5000', part(0, 999)],
    ['bytes=900-5000', part(900, 999)],
    ['bytes=0-99999999999999999999999', part(0, 999)],
    ['BYTES=1-2', part(1, 2)],
    ['bytes= 1-2', part(1, 2)],
    ['bytes=1000-', none],
    ['bytes=1000-1001', none],
    ['bytes=99999999999999999999999-', none],
    ['bytes=-0', none],
    ['bytes=5-1', whole],
    ['bytes=-', whole],
    ['bytes=', whole],
    ['bytes=a-b', whole],
    ['bytes=1-2,5-6', whole],
    ['bytes=0x1-2', whole],
    ['bytes=--1', whole],
    ['items=0-5', whole],
    ['0-5', whole],
    ['', whole],
  ];
  test.each(table)('%s', (range, expected) => {
    const answer = answerFile({ method: 'GET', headers: { range } }, file);
    expect({ status: answer.status, stream: answer.stream }).toEqual(expected);
  });

  test('names what was sent and how much there is', () => {
    const { headers } = answerFile({ method: 'GET', headers: { range: 'bytes=10-19' } }, file);
    expect(headers).toMatchObject({
      'content-range': 'bytes 10-19/1000',
      'content-length': '10',
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
    });
  });

  test('that cannot be had tells the length', () => {
    const { headers } = answerFile({ method: 'GET', headers: { range: 'bytes=1000-' } }, file);
    expect(headers).toMatchObject({ 'content-range': 'bytes */1000', 'content-length': '0' });
    expect(headers).not.toHaveProperty('content-type');
  });

  test('is given for the same file only', () => {
    expect(answerIf('if-range', etag).status).toBe(206);
    expect(answerIf('if-range', `W/${etag}`).status).toBe(200);
    expect(answerIf('if-range', '"other"').status).toBe(200);
    expect(answerIf('if-range', 'Wed, 21 Oct 2026 07:28:00 GMT').status).toBe(200);
  });
});

describe('a file', () => {
  test('is not sent again to those who have it', () => {
    for (const condition of [etag, `W/${etag}`, '*', `"x", ${etag}`]) {
      expect(answerIf('if-none-match', condition)).toMatchObject({
        status: 304,
        stream: null,
        headers: { etag },
      });
    }
    expect(answerIf('if-none-match', '"x"').status).toBe(206);
  });

  test('is answered to HEAD with the headers of the whole and no body', () => {
    const answer = answerFile({ method: 'HEAD', headers: { range: 'bytes=0-1' } }, file);
    expect(answer).toMatchObject({ status: 200, stream: null });
    expect(answer.headers['content-length']).toBe('1000');
  });

  test('is shown and never sniffed, kept by browsers and by no shared cache', () => {
    const { headers } = answerFile({ method: 'GET', headers: {} }, file);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline; filename="req_abc.mp4"',
      'cache-control': 'private, max-age=86400, immutable',
      etag,
    });
  });

  test('with a strange name cannot add headers', () => {
    const { headers } = answerFile(
      { method: 'GET', headers: {} },
      { ...file, filename: 'a"; x="\r\nset-cookie: y' },
    );
    expect(headers['content-disposition']).toMatch(/^inline; filename="[\w.-]*"$/u);
  });

  test('that is empty has no body and no range', () => {
    const empty = { ...file, bytes: 0 };
    expect(answerFile({ method: 'GET', headers: {} }, empty)).toMatchObject({
      status: 200,
      stream: null,
      headers: { 'content-length': '0' },
    });
    for (const range of ['bytes=0-', 'bytes=-1']) {
      expect(answerFile({ method: 'GET', headers: { range } }, empty).status).toBe(416);
    }
  });
});

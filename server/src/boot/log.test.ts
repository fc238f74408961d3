import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function written(say: (log: ReturnType<typeof createLog>) => void): Record<string, unknown> {
  let line = '';
  say(createLog('trace', { write: (text) => void (line += text) }));
  // One line of JSON, whatever stands in it.
  expect(line).toMatch(/^[^\n]+\n$/u);
  return { ...Object(JSON.parse(line)) };
}

test('a failure of the database is told without the row that it refused', () => {
  const refused = Object.assign(new Error('new row for relation "tasks" violates a constraint'), {
    code: '23514',
    detail: 'Failing row contains (req_1, a secret prompt).',
  });
  for (const name of ['error', 'err']) {
    const line = written((log) => {
      log.error({ [name]: refused }, 'failed');
    });
    expect(JSON.stringify(line)).not.toContain('a secret prompt');
    expect(line[name]).toMatchObject({ code: '23514', message: expect.stringContaining('tasks') });
  }
});

test('what an address holds beside the address is in no line', () => {
  const url = 'https://media.example/1.png?signature=s3cret';
  const line = written((log) => {
    log.warn({ failure: { message: `cannot fetch "${url}"` }, url }, `of ${url}`);
  });
  expect(line).toMatchObject({
    failure: { message: 'cannot fetch "https://media.example/1.png?(cut)"' },
    url: 'https://media.example/1.png?(cut)',
    msg: 'of https://media.example/1.png?(cut)',
  });
});

test('what is called a key or a secret is not told', () => {
  const line = written((log) => {
    log.info({ key: 'fg_live_x', line: { secret: 'sk-x' } }, 'words');
  });
  expect(line).toMatchObject({ key: '[Redacted]', line: { secret: '[Redacted]' } });
});

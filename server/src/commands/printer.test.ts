import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { printAnswer } from './command.ts';
import { fail } from './failure.ts';
import { inColumns } from './table.ts';

const foreign = 'hello \u001b]0;owned\u0007 \rspoof';
const shown = String.raw`hello \x1b]0;owned\x07 \rspoof`;

afterEach(() => {
  process.exitCode = undefined;
});

function written(stream: 'stdout' | 'stderr', work: () => void): string {
  const write = vi.spyOn(process[stream], 'write').mockReturnValue(true);
  work();
  const text = write.mock.calls.map(([part]) => String(part)).join('');
  write.mockRestore();
  return text;
}

test('an answer in words shows what a terminal would obey; in JSON it is as it was', () => {
  const value = { prompt: foreign };
  const say = (json: boolean) =>
    written('stdout', () => {
      printAnswer({ json }, value, `prompt ${foreign}\nnext`);
    });
  expect(say(false)).toBe(`prompt ${shown}\nnext\n`);
  expect(JSON.parse(say(true))).toEqual(value);
});

test('so does a refusal', () => {
  const say = () => {
    fail(new Error(`upstream: ${foreign}`), false);
  };
  expect(written('stderr', say)).toBe(`upstream: ${shown}\n`);
});

test('a cell of a table is one line', () => {
  expect(
    inColumns([
      ['TASK', 'PROMPT'],
      ['a\nb', foreign],
    ]),
  ).toBe([String.raw`TASK  PROMPT`, String.raw`a\nb  ` + shown].join('\n'));
});

const folder = fileURLToPath(new URL('.', import.meta.url));

test('no command writes past the printer', () => {
  const own = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && path !== 'printer.ts',
  );
  const past = own.filter((path) =>
    /process\.std(?:out|err)\.write|console\./.test(readFileSync(join(folder, path), 'utf8')),
  );
  expect(past).toEqual([]);
});

test('a command whose reader has gone ends quietly', async () => {
  const bin = fileURLToPath(new URL('../../bin/filmgate.js', import.meta.url));
  const child = spawn(process.execPath, [bin, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  await once(child, 'close');
  expect({ words, code: child.exitCode }).toEqual({ words: '', code: 0 });
});

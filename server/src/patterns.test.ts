import { check } from 'recheck';
import { expect, test } from 'vitest';
import { readSources, type Pattern } from './testing/source.ts';

/**
 * Texts of strangers meet patterns, in a process that serves everybody: so each pattern is proved to take
 * a time that grows with the length of its text, and not with its square. What the proof does not reach
 * stands here, with the reason why it is linear all the same.
 */
const explained: readonly { path: string; begins: string; why: string }[] = [
  {
    path: 'former/former-store.ts',
    begins: String.raw`^(?!\.+$)`,
    why: 'The look-ahead stands at the beginning alone and reads the text once.',
  },
  {
    path: 'media/disguise.ts',
    begins: '<(?:script|',
    why: 'Its one repetition begins behind `<svg` and cannot run over the next: but the proof takes hours.',
  },
];

/** Where patterns are put together from words of our own, which no text of a stranger gets into. */
const madeUp: readonly string[] = [
  // Of a line's secret, which is its operator's: every sign has a bounded number of spellings.
  'studio/words.ts',
  'lines/http/redact.ts',
];

const { patterns, calls } = readSources();

/** Of a pattern that stands in several places there is one proof. */
const proofs = new Map<string, ReturnType<typeof check>>();
function proofOf(source: string, flags: string): ReturnType<typeof check> {
  const name = `/${source}/${flags}`;
  const proof = proofs.get(name) ?? check(source, flags, { checker: 'automaton' });
  proofs.set(name, proof);
  return proof;
}

/** Null where it is proved. */
async function troubleOf({ path, line, source, flags }: Pattern): Promise<string | null> {
  if (explained.some((one) => one.path === path && source.startsWith(one.begins))) return null;
  const { status, ...verdict } = await proofOf(source, flags);
  if (status === 'safe') return null;
  const why =
    'complexity' in verdict ? verdict.complexity?.summary : JSON.stringify(Object(verdict).error);
  return `${path}:${String(line)} /${source}/${flags} is ${status}: ${why}`;
}

test('every pattern takes a time that grows with its text alone', async () => {
  const troubles: string[] = [];
  // One after another: a proof is given up after a time, which on a busy machine is soon over.
  for (const pattern of patterns) {
    const trouble = await troubleOf(pattern);
    if (trouble !== null) troubles.push(trouble);
  }
  expect(troubles).toEqual([]);
}, 120_000);

test('patterns are put together nowhere else', () => {
  const made = calls.filter(({ name }) => name === 'RegExp').map(({ path }) => path);
  expect([...new Set(made)]).toEqual(madeUp);
});

test('what is explained is still there', () => {
  for (const { path, begins } of explained) {
    const found = patterns.filter((one) => one.path === path && one.source.startsWith(begins));
    expect(found.length, path).toBe(1);
  }
});

test('patterns are found, and the proof finds what is wrong with one', async () => {
  expect(patterns.length).toBeGreaterThan(90);
  const text = 'const a = b.replace(/\\s*--x/gu, String(new RegExp(c)));';
  const made = readSources([{ path: 'made/up.ts', text }]);
  const [slow] = made.patterns;
  expect(slow).toMatchObject({ path: 'made/up.ts', line: 1, source: '\\s*--x', flags: 'gu' });
  expect(made.calls.map(({ name }) => name)).toEqual(['replace', 'String', 'RegExp']);
  expect(await (slow && troubleOf(slow))).toContain('2nd degree polynomial');
});

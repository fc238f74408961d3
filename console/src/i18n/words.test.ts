import { expect, test } from 'vitest';
import { words as en } from './en.ts';
import { words as zh } from './zh.ts';

/** Chinese has one form of a number, English two. */
const bare = (words: object): string[] =>
  [...new Set(Object.keys(words).map((key) => key.replace(/_(?:one|other)$/, '')))].sort();

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name))].sort();

test('both languages say the same things', () => {
  expect(bare(zh)).toEqual(bare(en));
});

test('with the same values in them', () => {
  const chinese: Readonly<Record<string, string>> = zh;
  for (const [key, text] of Object.entries(en)) {
    if (key.endsWith('_one')) continue;
    const wanted = placeholders(text);
    const other = placeholders(chinese[key] ?? '');
    // A discount is a share in one language and what is left in the other.
    if (!key.endsWith('discount')) expect([key, other]).toEqual([key, wanted]);
  }
});

test('what is counted has its forms', () => {
  const forms = (words: object, ending: string): string[] =>
    Object.keys(words).filter((key) => key.endsWith(ending));
  const counted = forms(zh, '_other');
  expect(forms(en, '_other')).toEqual(counted);
  expect(forms(en, '_one').map((key) => key.replace(/_one$/, '_other'))).toEqual(counted);
  expect(forms(zh, '_one')).toEqual([]);
});

test('no Chinese text is an English sentence, and none is polite twice', () => {
  for (const [key, text] of Object.entries(zh)) {
    if (/^(?:Webhooks|API)$/.test(text)) continue;
    if (/\{\{\w+\}\} × /.test(text)) continue;
    expect([key, text]).toEqual([key, expect.stringMatching(/[\p{Script=Han}、]/u)]);
    expect([key, text]).toEqual([key, expect.not.stringMatching(/您|！/)]);
  }
});

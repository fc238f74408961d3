import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** The guides stand in English and in Chinese: who changes the one is told to change the other. */

const root = new URL('../../', import.meta.url);
const read = (page: string) => readFileSync(new URL(page, root), 'utf8');

function pagesIn(folder: string): string[] {
  return readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.md'));
}

const guides = pagesIn('docs/');
const pairs: [string, string][] = [
  ['README.md', 'README.zh-CN.md'],
  ...guides.map((name): [string, string] => [`docs/${name}`, `docs/zh/${name}`]),
];

/** Fenced, or indented by four after an empty line; an empty line within an indented one is part of it. */
const codeBlock = /^```[^]*?^```\n|(?<=\n\n)(?: {4}.*\n(?:\n+(?= {4}))?)+/gm;
const withoutCode = (text: string) => text.replaceAll(codeBlock, '');

function codeIn(text: string): string[] {
  return [...text.matchAll(codeBlock)].map(([block]) => block);
}

/** Examples say prompts and reasons in the language of their page. */
function withoutProse(code: string): string {
  return code.replaceAll(/("(?:prompt|text)": |prompt=|generate |--reason )(["']).*?\2/g, '$1…');
}

/** What prose names in code: fields, settings, commands, addresses. */
function namesIn(text: string): string[] {
  const names = withoutCode(text).matchAll(/`([^`]+)`/g);
  return [...new Set(Array.from(names, ([, name = '']) => name.replaceAll(/\s+/g, ' ')))].sort();
}

function numbersIn(text: string): string[] {
  const prose = withoutCode(text).replaceAll(/`[^`]+`|\]\([^()\s]+\)/g, '');
  return [...new Set(Array.from(prose.matchAll(/\d+(?:[.:]\d+)*/g), ([number]) => number))];
}

function headingsIn(text: string): { level: number; title: string }[] {
  return [...withoutCode(text).matchAll(/^(#+) (.*)$/gm)].map(([, signs = '', title = '']) => ({
    level: signs.length,
    title,
  }));
}

function linksIn(text: string): string[] {
  const prose = withoutCode(text).replaceAll(/`[^`]+`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, link = '']) => link);
}

/** As GitHub makes anchors of titles. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

function leadsNowhere(page: string, link: string): boolean {
  const url = new URL(link, new URL(page, root));
  if (url.protocol !== 'file:') return false;
  const anchor = decodeURIComponent(url.hash.slice(1));
  url.hash = '';
  if (!existsSync(url)) return true;
  if (anchor === '') return false;
  return (
    statSync(url).isDirectory() ||
    !headingsIn(readFileSync(url, 'utf8')).some(({ title }) => anchorOf(title) === anchor)
  );
}

test('every guide has a Chinese one, and none is left over', () => {
  expect(pagesIn('docs/zh/').sort()).toEqual(guides.sort());
});

describe.each(pairs)('%s and %s', (english, chinese) => {
  test('begin with the way to each other', () => {
    const sibling = (from: string, to: string) =>
      new URL(linksIn(read(from))[0] ?? '', new URL(from, root)).href === new URL(to, root).href;
    expect(sibling(english, chinese)).toBe(true);
    expect(sibling(chinese, english)).toBe(true);
  });

  test('show the same code', () => {
    expect(codeIn(read(chinese)).map(withoutProse)).toEqual(
      codeIn(read(english)).map(withoutProse),
    );
  });

  test('name the same things', () => {
    expect(namesIn(read(chinese))).toEqual(namesIn(read(english)));
  });

  test('name the same numbers; what the one says in a word the other may write in digits', () => {
    const [numbers, others] = [numbersIn(read(english)), numbersIn(read(chinese))];
    expect(numbers.filter((number) => !others.includes(number))).toEqual([]);
  });

  test('have the same parts', () => {
    const levels = (page: string) => headingsIn(read(page)).map(({ level }) => level);
    expect(levels(chinese)).toEqual(levels(english));
  });
});

test.each([
  ...pagesIn('.'),
  ...['docs/', 'docs/zh/', 'docs/dialects/', 'docs/decisions/'].flatMap((folder) =>
    pagesIn(folder).map((name) => `${folder}${name}`),
  ),
])('every link of %s leads somewhere', (page) => {
  expect(linksIn(read(page)).filter((link) => leadsNowhere(page, link))).toEqual([]);
});

/** The pages of the catalogue of problems. Pure. */
import { problemTexts, type Language } from '../../generation/problem-texts.ts';
import {
  passingProblems,
  platformProblems,
  problemStatus,
  type ProblemCode,
} from '../../generation/problems.ts';
import { table } from './markdown.ts';

// The keys of the catalogue are its codes.
export const problemCodes = Object.keys(problemStatus) as ProblemCode[];

const words = {
  en: {
    title: 'Problems',
    made: 'This page is made from the catalogue that refusals are written from: `npm run docs` writes it.',
    intro:
      'What is refused outside of the dialects is told as problem details after [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457): `code` is what a program should look at, `type` is the page of the code, `detail` says what is wrong with the request. `title` and `remedy` are in the language that `Accept-Language` asks for, and `detail` begins with a sentence in it. Dialects tell the same problems in the words of their platforms.',
    status: 'status',
    code: 'code',
    retry: 'retry',
    retryable: 'The same request may get through later.',
    lasting: 'The same request stays refused.',
    sometimes: 'Where `Retry-After` stands, the same request may get through later.',
    yes: 'yes',
    own: 'No dialect tells it.',
    stop: '.',
  },
  zh: {
    title: '问题代码',
    made: '本页由生成拒绝应答的目录产生：`npm run docs` 写出它。',
    intro:
      '方言之外的拒绝都采用 [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) 的 problem details：程序应当看 `code`，`type` 是该代码的页面，`detail` 说明请求错在哪里。`title` 和 `remedy` 使用 `Accept-Language` 要求的语言，`detail` 也以该语言的一句话开头。方言用各自平台的用语表达同样的问题。',
    status: '状态码',
    code: '代码',
    retry: '重试',
    retryable: '同样的请求稍后可能成功。',
    lasting: '同样的请求仍会被拒绝。',
    sometimes: '应答带有 `Retry-After` 时，同样的请求稍后可能成功。',
    yes: '是',
    own: '任何方言都不会返回它。',
    stop: '',
  },
} as const;

/** docs/problems.md and docs/zh/problems.md. */
export function problemsPage(language: Language): string {
  const said = words[language];
  const rows = problemCodes.map((code) => [
    String(problemStatus[code]),
    `[\`${code}\`](#${code})`,
    problemTexts[code][language].title,
    passingProblems.has(code) ? said.yes : '',
  ]);
  const sections = problemCodes.map((code) => [`## ${code}`, problemSection(code, language)]);
  return `${[
    `# ${said.title}`,
    language === 'en' ? '[中文](zh/problems.md)' : '[English](../problems.md)',
    said.made,
    said.intro,
    table([said.status, said.code, '', said.retry], rows),
    ...sections.flat(),
  ].join('\n\n')}\n`;
}

/** What is served at the `type` of a problem, in both languages. */
export function problemPage(code: ProblemCode): string {
  return `${[
    `# ${code}`,
    problemSection(code, 'en'),
    `## ${problemTexts[code].zh.title}`,
    problemSection(code, 'zh'),
    '[All problems](/docs/problems)',
  ].join('\n\n')}\n`;
}

function problemSection(code: ProblemCode, language: Language): string {
  const { title, meaning, remedy } = problemTexts[code][language];
  const said = words[language];
  const again = passingProblems.has(code)
    ? said.retryable
    : sometimes.has(code)
      ? said.sometimes
      : said.lasting;
  return [
    `**${String(problemStatus[code])} ${title}**${said.stop}`,
    meaning,
    remedy,
    [again, ...(platformProblems.has(code) ? [said.own] : [])].join(language === 'en' ? ' ' : ''),
  ].join('\n\n');
}

/** Told with a time to come back by some of the places that refuse with it. */
const sometimes: ReadonlySet<ProblemCode> = new Set([
  'insufficient_credits',
  'not_cancellable',
  'not_finished',
]);

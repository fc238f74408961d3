import type { Language } from '../../../generation/problem-texts.ts';
import type { StatementJson, StatementLineJson } from './statement-json.ts';

/** What stands on a statement, in both languages. */
const words = {
  en: {
    statement: 'Statement',
    account: 'Account',
    zone: 'Time zone',
    open: 'The month is not over: what is told here still grows.',
    opening: 'Balance when it began',
    charged: 'Charged for films',
    refunded: 'Given back',
    other: 'Other credits',
    closing: 'Balance at its end',
    now: 'Balance now',
    byKey: 'By key',
    byMember: 'By member',
    byEndUser: 'By end user',
    name: 'Name',
    id: 'Id',
    films: 'Films',
    seconds: 'Seconds',
    tokens: 'Tokens',
    total: 'Total',
    none: '(none)',
    others: (count: number) => `(${String(count)} others)`,
    credits: 'All amounts are credits. What was given back counts in the month in which it was.',
  },
  zh: {
    statement: '月结单',
    account: '账户',
    zone: '时区',
    open: '这个月还没有结束，数字还会增加。',
    opening: '月初余额',
    charged: '影片扣费',
    refunded: '退回',
    other: '其他积分变动',
    closing: '月末余额',
    now: '现在的余额',
    byKey: '按密钥',
    byMember: '按成员',
    byEndUser: '按终端用户',
    name: '名称',
    id: '编号',
    films: '影片',
    seconds: '秒数',
    tokens: '词元',
    total: '合计',
    none: '（无）',
    others: (count: number) => `（其他 ${String(count)} 个）`,
    credits: '金额单位均为积分。退回的积分计入退回当月。',
  },
} satisfies Record<Language, object>;

export type StatementWords = (typeof words)[Language];

export function wordsOf(language: Language): StatementWords {
  return words[language];
}

export interface StatementSection {
  title: string;
  lines: readonly StatementLineJson[];
}

/** In the order in which they stand. */
export function sectionsOf(
  statement: StatementJson,
  language: Language,
  metadataName: string | null,
): StatementSection[] {
  const { byKey, byMember, byEndUser } = wordsOf(language);
  return [
    { title: byKey, lines: statement.byKey },
    { title: byMember, lines: statement.byMember },
    { title: byEndUser, lines: statement.byEndUser },
    ...(statement.byMetadata === null
      ? []
      : [{ title: `metadata.${metadataName ?? ''}`, lines: statement.byMetadata }]),
  ];
}

export function lineName({ id, name, others }: StatementLineJson, language: Language): string {
  const { none, others: rest } = wordsOf(language);
  if (others > 0) return rest(others);
  return id === null && name === '' ? none : name;
}

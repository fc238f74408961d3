import { about, type Words } from '../generation/about-settings.ts';
import { variables } from './config.ts';

export type Language = keyof Words;

interface PageWords {
  head: readonly string[];
  columns: string;
  secret: string;
  foot: string;
}

const words: Record<Language, PageWords> = {
  en: {
    head: [
      '# Configuration',
      '',
      '[中文](zh/configuration.md)',
      '',
      'Filmgate reads these environment variables when it starts. All of them have a default; an empty',
      'value counts as none. A wrong value stops the start, and the message names the variable and gives an',
      'example. The values of secrets are never printed.',
    ],
    columns: '| variable | what it sets | default | example |',
    secret: ' **Secret.**',
    foot: 'This page is made from `server/src/boot/config.ts` by `npm run docs`.',
  },
  zh: {
    head: [
      '# 配置',
      '',
      '[English](../configuration.md)',
      '',
      'Filmgate 在启动时读取下列环境变量。每个变量都有默认值，空值等于没有设置。值写错时不会启动，提示会指明是哪个变量并给出一个示例。标为「机密」的变量，其值从不打印。',
    ],
    columns: '| 变量 | 作用 | 默认值 | 示例 |',
    secret: '**机密。**',
    foot: '本页由 `npm run docs` 根据 `server/src/boot/config.ts` 生成。',
  },
};

/** docs/configuration.md and docs/zh/configuration.md, made from the schema: `npm run docs` writes them. */
export function configurationPage(language: Language): string {
  const { head, columns, secret, foot } = words[language];
  const rows = Object.entries(variables.shape).map(([name, schema]) => {
    const told = about.get(schema);
    if (!told) throw new Error(`the variable ${name} is not described`);
    const description = `${told.description[language]}${told.secret ? secret : ''}`;
    return `| \`${name}\` | ${description} | ${told.default[language]} | \`${told.example}\` |`;
  });
  return [...head, '', columns, '| --- | --- | --- | --- |', ...rows, '', foot, ''].join('\n');
}

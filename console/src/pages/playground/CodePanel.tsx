import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dialectsQuery } from '../../api/dialects.ts';
import { ownAddress } from '../../api/media.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { codeLanguages, codeOf, unsaidOf, withKeyName, type CodeLanguage } from './code.ts';
import { bodyOf } from './settings.ts';
import type { PlaygroundForm } from './use-playground.ts';

const languageNames = { curl: 'curl', python: 'Python', javascript: 'JavaScript' } as const;
const own = { name: 'platform', title: 'Filmgate' } as const;

/** The same request from a program: in our own API word for word, in the others as they begin. */
export function CodePanel({ form }: { form: PlaygroundForm }) {
  const { t } = useTranslation();
  const { data: dialects = [] } = useQuery(dialectsQuery);
  const { settings, api, language, set } = form;
  const dialect = dialects.find(({ name }) => name === api && name !== own.name);
  const sample = dialect?.samples.find((one) => one.language === language)?.text;
  const code =
    sample === undefined
      ? codeOf(bodyOf(settings), location.origin, language)
      : withKeyName(sample, language);
  const unsaid = dialect ? unsaidOf(dialect, settings) : [];
  const tabs = [own, ...dialects.filter(({ name }) => name !== own.name)];
  return (
    <div className={form.tab === 'film' ? 'max-sm:hidden' : undefined}>
      <CodeBlock
        label={t('playground.tab.code')}
        code={code}
        head={
          <Tabs
            isBare
            size="small"
            label={t('playground.apis')}
            tabs={tabs.map(({ name, title }) => ({ value: name, label: title }))}
            value={dialect?.name ?? own.name}
            onChange={(name) => set({ api: name })}
          />
        }
        side={
          <Languages
            label={t('playground.languages')}
            value={language}
            onChange={(chosen) => set({ language: chosen })}
          />
        }
      />
      {dialect && (
        <p className="mt-2 text-meta text-ink-2">
          {t('playground.sampleNote', { api: dialect.title })}{' '}
          <a href={ownAddress(dialect.docsUrl)} className="text-daylight underline">
            {t('playground.sampleDocs')}
          </a>
          {unsaid.length > 0 && (
            <span className="mt-1 block text-tungsten">
              {t('playground.cannotSay', {
                api: dialect.title,
                what: unsaid.map((one) => t(`playground.say.${one}`)).join(t('common.listComma')),
              })}
            </span>
          )}
        </p>
      )}
    </div>
  );
}

function Languages(props: {
  label: string;
  value: CodeLanguage;
  onChange: (language: CodeLanguage) => void;
}) {
  const { label, value, onChange } = props;
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ target }) => {
        const chosen = codeLanguages.find((one) => one === target.value);
        if (chosen) onChange(chosen);
      }}
      className="h-[26px] rounded-tag bg-transparent px-1 text-meta text-ink-2 hover:bg-hover"
    >
      {codeLanguages.map((one) => (
        <option key={one} value={one} className="bg-raised text-ink">
          {languageNames[one]}
        </option>
      ))}
    </select>
  );
}

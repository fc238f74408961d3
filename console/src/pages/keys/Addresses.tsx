import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Dialect } from '../../../../client/src/api-types.ts';
import { dialectsQuery } from '../../api/dialects.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { AddressList } from './AddressList.tsx';
import { sampleCode } from './sample-code.ts';
import type { keysDefaults } from './search.ts';

type State = Pick<typeof keysDefaults, 'api' | 'code'>;

interface Props {
  state: State;
  change: (change: Partial<State>) => void;
  /** While it is shown once. */
  secret: string | null;
}

/** Where each API is called, beside a sample that works when it is pasted. */
export function Addresses({ state, change, secret }: Props) {
  const { t } = useTranslation();
  const query = useQuery(dialectsQuery);
  return (
    <Loaded query={query} loading={<AddressesSkeleton />} failed={t('keys.addresses.failed')}>
      {(dialects) => {
        const dialect = dialects.find(({ name }) => name === state.api) ?? dialects[0];
        if (!dialect) return null;
        return (
          <>
            <Tabs
              label={t('keys.addresses.apis')}
              tabs={dialects.map(({ name, title }) => ({ value: name, label: title }))}
              value={dialect.name}
              onChange={(api) => change({ api })}
            />
            <div className="grid gap-x-8 gap-y-4 pt-1 lg:grid-cols-2">
              <AddressList dialect={dialect} />
              <SampleBlock dialect={dialect} state={state} change={change} secret={secret} />
            </div>
          </>
        );
      }}
    </Loaded>
  );
}

const languageNames = { curl: 'curl', python: 'Python', javascript: 'JavaScript' } as const;

function SampleBlock({ dialect, state, change, secret }: Props & { dialect: Dialect }) {
  const { t } = useTranslation();
  const sample =
    dialect.samples.find(({ language }) => language === state.code) ?? dialect.samples[0];
  if (!sample) return null;
  return (
    <div className="min-w-0 [&_pre]:max-h-[218px] [&_pre]:overflow-auto lg:pt-2.5">
      <CodeBlock
        label={t('keys.addresses.sample')}
        code={sampleCode(sample, secret)}
        head={
          <Tabs
            isBare
            size="small"
            label={t('keys.addresses.language')}
            tabs={dialect.samples.map(({ language }) => ({
              value: language,
              label: languageNames[language],
            }))}
            value={sample.language}
            onChange={(code) => change({ code })}
          />
        }
      />
    </div>
  );
}

function AddressesSkeleton() {
  return (
    <div aria-busy="true" className="flex h-[292px] flex-col gap-7 pt-3.5">
      {['w-3/5', 'w-2/5', 'w-1/2', 'w-1/3', 'w-2/5'].map((width, n) => (
        <Skeleton key={n} className={`h-2 ${width}`} />
      ))}
    </div>
  );
}

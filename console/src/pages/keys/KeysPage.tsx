import { useInfiniteQuery } from '@tanstack/react-query';
import { BookOpen, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keysQuery } from '../../api/keys.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { Empty } from '../../components/States.tsx';
import { countText } from '../../format/counts.ts';
import { KeyForm, type MadeKey } from '../../forms/KeyForm.tsx';
import { useStable } from '../../hooks/use-stable.ts';
import { useUrlState } from '../../hooks/use-url-state.ts';
import { paths } from '../../paths.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { icon } from '../../ui/icons.ts';
import { Addresses } from './Addresses.tsx';
import { DeleteKey } from './DeleteKey.tsx';
import { KeyReveal } from './KeyReveal.tsx';
import { KeysTable } from './KeysTable.tsx';
import { RollKey } from './RollKey.tsx';
import { keysDefaults, keysSearch } from './search.ts';

export function KeysPage() {
  const { t } = useTranslation();
  const query = useInfiniteQuery({ ...keysQuery, select: rowsOf });
  const [state, change] = useUrlState(keysSearch, keysDefaults);
  const onRoll = useStable((roll: string) => change({ roll }));
  const onDelete = useStable((remove: string) => change({ remove }));
  const mayWrite = useMay('keys:write');
  // In memory and nowhere else, until the reveal is closed.
  const [made, setMade] = useState<MadeKey | null>(null);
  const rolled = query.data?.find(({ id }) => id === state.roll);
  const removed = query.data?.find(({ id }) => id === state.remove);
  const make = mayWrite && (
    <Button kind="primary" icon={<Plus {...icon} />} onClick={() => change({ new: '1' })}>
      {t('keys.new')}
    </Button>
  );
  return (
    <Page
      title={t('shell.page.keys')}
      lead={t('keys.lead')}
      actions={
        <>
          <a href={paths.docs()} className={buttonClass()}>
            <BookOpen {...icon} />
            {t('keys.docs')}
          </a>
          {make}
        </>
      }
    >
      <Addresses state={state} change={change} secret={made?.key ?? null} />
      <Section
        title={t('keys.title')}
        side={
          query.data &&
          `${t('keys.count', { count: query.data.length, shown: countText(query.data.length) })} · ${t('keys.once')}`
        }
      >
        <Loaded query={query} loading={<SkeletonRows height={52} />} failed={t('keys.failed')}>
          {(keys) =>
            keys.length === 0 ? (
              <Empty title={t('keys.empty')} note={t('keys.emptyNote')} actions={make} />
            ) : (
              <KeysTable
                keys={keys}
                onEnd={() => {
                  if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
                }}
                onRoll={onRoll}
                onDelete={onDelete}
              />
            )
          }
        </Loaded>
      </Section>
      {state.new === '1' && mayWrite && (
        <KeyForm
          onClose={() => change({ new: '' })}
          onMade={(key) => {
            change({ new: '' });
            setMade(key);
          }}
        />
      )}
      {mayWrite && rolled && (
        <RollKey
          of={rolled}
          onClose={() => change({ roll: '' })}
          onRolled={(key) => {
            change({ roll: '' });
            setMade(key);
          }}
        />
      )}
      {mayWrite && removed && <DeleteKey of={removed} onClose={() => change({ remove: '' })} />}
      {made && <KeyReveal made={made} onClose={() => setMade(null)} />}
    </Page>
  );
}

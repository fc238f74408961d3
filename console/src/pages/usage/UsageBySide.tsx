import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usageQuery } from '../../api/usage.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { sides, type UsageState } from './search.ts';
import { UsageTable } from './UsageTable.tsx';

interface Props {
  asked: { from: string; timeZone: string };
  state: UsageState;
  change: (change: Partial<UsageState>) => void;
}

/** The same time, told apart by what the reader asks for. */
export function UsageBySide({ asked, state: { by }, change }: Props) {
  const { t } = useTranslation();
  const query = useQuery(usageQuery({ ...asked, by: [by] }));
  return (
    <section className="mt-7">
      <h2 className="sr-only">{t('usage.apart')}</h2>
      <Tabs
        label={t('usage.apart')}
        tabs={sides.map((value) => ({ value, label: t(`usage.by.${value}`) }))}
        value={by}
        onChange={(side) => change({ by: side })}
      />
      <Loaded
        query={query}
        loading={<SkeletonRows height={40} count={3} />}
        failed={t('usage.failed')}
      >
        {({ data }) => <UsageTable key={by} rows={data} by={by} />}
      </Loaded>
    </section>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../../../../client/src/api-types.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { deliveriesQuery } from '../../api/webhooks.ts';
import { FilterChip } from '../../components/FilterChip.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { Empty } from '../../components/States.tsx';
import { shortId } from '../../format/counts.ts';
import { useStable } from '../../hooks/use-stable.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Button } from '../../ui/Button.tsx';
import { SetChip } from '../../ui/Chip.tsx';
import { DeliveriesTable } from './DeliveriesTable.tsx';
import { DeliveryDrawer } from './DeliveryDrawer.tsx';
import type { webhooksDefaults } from './search.ts';

type State = typeof webhooksDefaults;

interface Props {
  endpoints: readonly WebhookEndpoint[];
  state: State;
  change: (change: Partial<State>) => void;
}

export function Deliveries({ endpoints, state, change }: Props) {
  const { t } = useTranslation();
  const { endpoint, state: wanted, task, open } = state;
  const asked = useMemo(
    () => ({
      ...(endpoint !== '' && { endpointId: endpoint }),
      ...(wanted !== '' && { state: wanted }),
      ...(task !== '' && { taskId: task }),
    }),
    [endpoint, wanted, task],
  );
  const query = useInfiniteQuery({ ...deliveriesQuery(asked), select: rowsOf });
  const hosts = useMemo(
    () => Object.fromEntries(endpoints.map(({ id, url }) => [id, new URL(url).host])),
    [endpoints],
  );
  const show = useStable((id: string) => change({ open: id }));
  const isFiltered = Object.keys(asked).length > 0;
  return (
    <Section title={t('webhooks.deliveries')}>
      <DeliveryFilters endpoints={endpoints} state={state} change={change} />
      <Loaded
        query={query}
        loading={<SkeletonRows height={40} />}
        failed={t('webhooks.deliveriesFailed')}
      >
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              title={isFiltered ? t('webhooks.noneFits') : t('webhooks.noDelivery')}
              note={isFiltered ? undefined : t('webhooks.noDeliveryNote')}
              actions={
                isFiltered && (
                  <Button onClick={() => change({ endpoint: '', state: '', task: '' })}>
                    {t('webhooks.showAll')}
                  </Button>
                )
              }
            />
          ) : (
            <DeliveriesTable
              rows={rows}
              hosts={hosts}
              onOpen={show}
              onEnd={() => {
                if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
              }}
            />
          )
        }
      </Loaded>
      {open !== '' && <DeliveryDrawer id={open} onClose={() => change({ open: '' })} />}
    </Section>
  );
}

function DeliveryFilters({ endpoints, state, change }: Props) {
  const { t } = useTranslation();
  const states = (['pending', 'delivered', 'failed'] as const).map((value) => ({
    value,
    label: t(`webhooks.state.${value}`),
  }));
  return (
    <div className="mb-1.5 flex items-center gap-2 overflow-x-auto">
      <FilterChip
        name={t('webhooks.column.state')}
        options={states}
        value={state.state}
        onChange={(value) =>
          change({ state: states.find((one) => one.value === value)?.value ?? '' })
        }
      />
      <FilterChip
        name={t('webhooks.column.endpoint')}
        options={endpoints.map(({ id, url }) => ({ value: id, label: url }))}
        value={state.endpoint}
        onChange={(endpoint) => change({ endpoint })}
      />
      {state.task !== '' && (
        <SetChip
          name={t('common.task')}
          value={shortId(state.task)}
          removeLabel={t('common.takeOff', { what: t('common.task') })}
          onRemove={() => change({ task: '' })}
        />
      )}
    </div>
  );
}

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../../../../client/src/api-types.ts';
import { TextLink } from '../../components/TextLink.tsx';
import { clockText } from '../../format/times.ts';
import { shortId } from '../../format/counts.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useLanguage } from '../../i18n/start.ts';
import { paths } from '../../paths.ts';
import { columnsOf } from '../../table/columns.ts';
import { DataTable } from '../../table/DataTable.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { EndpointActions, type EndpointDeeds } from './EndpointActions.tsx';

interface Props {
  endpoints: WebhookEndpoint[];
  deeds: EndpointDeeds;
}

export function EndpointsTable({ endpoints, deeds }: Props) {
  const { t } = useTranslation();
  const columns = useMemo(
    () =>
      columnsOf<WebhookEndpoint>([
        {
          id: 'url',
          head: t('webhooks.column.endpoint'),
          width: 'minmax(0,1.6fr)',
          phoneWidth: 'minmax(0,1fr)',
          cell: (endpoint) => <Address of={endpoint} />,
        },
        {
          id: 'types',
          head: t('webhooks.column.events'),
          width: 'minmax(0,1fr)',
          from: 'lg',
          cell: ({ types }) => (
            <span className="block truncate" title={types.join(', ')}>
              {types.map((type) => t(`webhooks.type.${type}`)).join(t('common.listComma'))}
            </span>
          ),
        },
        {
          id: 'actions',
          head: '',
          width: '292px',
          phoneWidth: '44px',
          isNumber: true,
          cell: (endpoint) => <EndpointActions of={endpoint} deeds={deeds} />,
        },
      ]),
    [t, deeds],
  );
  return (
    <DataTable
      label={t('webhooks.endpoints')}
      columns={columns}
      rows={endpoints}
      idOf={({ id }) => id}
      rowHeight={52}
      total={endpoints.length}
    />
  );
}

function Address({ of: endpoint }: { of: WebhookEndpoint }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const { id, url, description, enabled, disabledBecause, failingSince, formerSecretUntil } =
    endpoint;
  const since = failingSince === null ? '' : clockText(Date.parse(failingSince), now, language);
  const trouble =
    disabledBecause === null
      ? failingSince !== null && t('webhooks.failingSince', { time: since })
      : t(`webhooks.because.${disabledBecause}`);
  const isRotated = formerSecretUntil !== null && Date.parse(formerSecretUntil) > now;
  const until = isRotated ? clockText(Date.parse(formerSecretUntil), now, language) : '';
  return (
    <>
      <span className="flex min-w-0 items-center gap-2">
        <span className="mono truncate" title={url}>
          {url}
        </span>
        {!enabled && <Tag tone="tungsten">{t('webhooks.disabled')}</Tag>}
      </span>
      <span className="block truncate text-meta text-ink-3">
        <TextLink href={paths.webhooks({ endpoint: id })}>{shortId(id)}</TextLink>
        {[description, trouble, isRotated && t('webhooks.bothUntil', { time: until })]
          .filter(Boolean)
          .map((words) => ` · ${String(words)}`)
          .join('')}
      </span>
    </>
  );
}

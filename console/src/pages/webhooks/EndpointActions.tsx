import { Send } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../../../../client/src/api-types.ts';
import { useMay } from '../../api/session.ts';
import { useTestEndpoint, useUpdateEndpoint } from '../../api/webhooks.ts';
import { useProblemWords } from '../../components/problem-words.ts';
import { TextLink } from '../../components/TextLink.tsx';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/Button.tsx';
import { smallIcon } from '../../ui/icons.ts';
import { toast } from '../../ui/toasts.ts';
import { EndpointMenu } from './EndpointMenu.tsx';

export interface EndpointDeeds {
  onRotate: (id: string) => void;
  onRemove: (id: string) => void;
}

export function EndpointActions({
  of: endpoint,
  deeds,
}: {
  of: WebhookEndpoint;
  deeds: EndpointDeeds;
}) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const mayWrite = useMay('webhooks:write');
  const test = useTestEndpoint();
  const update = useUpdateEndpoint();
  const { id, enabled } = endpoint;
  const onError = (error: Error): void =>
    toast({ title: t('webhooks.notDone'), note: words(error), isError: true });
  const send = (): void => test.mutate(id, { onError });
  const turn = (): void => update.mutate({ id, enabled: !enabled }, { onError });
  if (!mayWrite) return null;
  return (
    <span className="flex items-center justify-end gap-1.5">
      {test.data && <TestAnswer of={test.data} />}
      {enabled ? (
        <Button
          size="small"
          className="max-sm:hidden"
          icon={<Send {...smallIcon} />}
          isBusy={test.isPending}
          onClick={send}
        >
          {t('webhooks.test')}
        </Button>
      ) : (
        <Button size="small" className="max-sm:hidden" isBusy={update.isPending} onClick={turn}>
          {t('webhooks.enableSend')}
        </Button>
      )}
      <EndpointMenu of={endpoint} deeds={deeds} onTest={send} onTurn={turn} onError={onError} />
    </span>
  );
}

type Answered = NonNullable<ReturnType<typeof useTestEndpoint>['data']>;

/** What came of the test event, and the way to it. */
function TestAnswer({ of: { deliveryId, state, status, error, tookMs } }: { of: Answered }) {
  const { t } = useTranslation();
  const said = status === null ? (error ?? t('webhooks.noAnswer')) : String(status);
  const took = tookMs === null ? '' : ` · ${String(tookMs)} ms`;
  return (
    <span role="status" className="min-w-0 truncate text-meta max-sm:hidden" title={said}>
      <TextLink href={paths.webhooks({ open: deliveryId })}>
        <span className={state === 'delivered' ? 'text-green' : 'text-red'}>{said}</span>
        {took}
      </TextLink>
    </span>
  );
}

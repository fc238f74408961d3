import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DeliverySummary, Task } from '../../../../client/src/api-types.ts';
import { useMay } from '../../api/session.ts';
import { taskDeliveriesQuery, useResendOfTask } from '../../api/task-deliveries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { TextLink } from '../../components/TextLink.tsx';
import { useProblemWords } from '../../components/problem-words.ts';
import { durationText, exactTime, timeOfDay } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/Button.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Part } from './Part.tsx';

/** Who was told of it, and what they answered. */
export function WebhookPart({ task }: { task: Task }) {
  const { t } = useTranslation();
  const query = useQuery(taskDeliveriesQuery(task));
  return (
    <Part title={t('task.webhooks')}>
      <Loaded
        query={query}
        loading={<Skeleton className="my-2 h-4 w-2/3" />}
        failed={t('task.webhooksFailed')}
      >
        {(deliveries) =>
          deliveries.length === 0 ? (
            <>
              <p className="py-1 text-ink-2">{t('task.toldNobody')}</p>
              <p>
                <TextLink href={paths.webhooks()}>{t('task.addWebhook')}</TextLink>
              </p>
            </>
          ) : (
            deliveries.map((delivery) => <Told key={delivery.id} delivery={delivery} task={task} />)
          )
        }
      </Loaded>
    </Part>
  );
}

function Told({ delivery, task }: { delivery: DeliverySummary; task: Task }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const resend = useResendOfTask(task);
  const mayWrite = useMay('webhooks:write');
  const { tries, url, type, state, createdAt, nextTryAt } = delivery;
  const address = tries.at(-1)?.url ?? url;
  return (
    <div className="mb-3">
      {address !== null && (
        <p className="truncate py-1" title={address}>
          <code className="mono">POST {address}</code>
        </p>
      )}
      <ol>
        {tries.map((one) => (
          <Try key={one.number} {...one} />
        ))}
      </ol>
      <div className="flex min-h-8 items-center gap-2 text-meta text-ink-3">
        <span className="min-w-0 truncate">
          {type} ·{' '}
          <time dateTime={createdAt} title={exactTime(Date.parse(createdAt))}>
            {timeOfDay(Date.parse(createdAt))}
          </time>
          {state === 'pending' &&
            nextTryAt !== null &&
            ` · ${t('task.nextTry', { time: timeOfDay(Date.parse(nextTryAt)) })}`}
          {state === 'failed' && ` · ${t('task.givenUp')}`}
        </span>
        {mayWrite && state !== 'pending' && (
          <Button
            kind="ghost"
            size="small"
            className="ml-auto"
            isBusy={resend.isPending}
            onClick={() => resend.mutate(delivery.id)}
          >
            {t('task.resend')}
          </Button>
        )}
      </div>
      {resend.error && (
        <p role="alert" className="text-meta text-red">
          {words(resend.error)}
        </p>
      )}
    </div>
  );
}

function Try({ number, status, error, tookMs }: DeliverySummary['tries'][number]) {
  const language = useLanguage();
  const isGood = status !== null && status >= 200 && status < 300;
  return (
    <li className="flex gap-3 border-b border-line py-1.5">
      <span className="text-ink-3">#{number}</span>
      <span className={`min-w-0 truncate ${isGood ? 'text-green' : 'text-red'}`}>
        {status ?? error}
      </span>
      <span className="ml-auto shrink-0 text-ink-2">{durationText(tookMs, language)}</span>
    </li>
  );
}

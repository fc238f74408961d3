import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { useMay } from '../../api/session.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { AttemptsPart } from './AttemptsPart.tsx';
import { ChargePart } from './ChargePart.tsx';
import { Facts } from './Facts.tsx';
import { Part } from './Part.tsx';
import { Stage } from './Stage.tsx';
import { TimeBar } from './TimeBar.tsx';
import { Timeline } from './Timeline.tsx';
import { WebhookPart } from './WebhookPart.tsx';

/** From here on a prompt is cut in the title, and stands whole below. */
const longPrompt = 80;

export function TaskBody({ task }: { task: Task }) {
  const { t } = useTranslation();
  const mayReadWebhooks = useMay('webhooks:read');
  const columns = task.failure
    ? 'lg:grid-cols-[minmax(0,1fr)_344px]'
    : 'lg:grid-cols-[minmax(0,1.31fr)_minmax(0,1fr)]';
  return (
    <>
      <div className={`grid gap-x-8 gap-y-6 ${columns}`}>
        <Stage task={task} describedBy="prompt" />
        <div className="flex min-w-0 flex-col gap-5">
          <Part title={t('task.asMade')}>
            <div className="pt-1">
              <Facts task={task} />
            </div>
          </Part>
          {!task.failure && <TimeBar task={task} />}
        </div>
      </div>
      {task.prompt.length > longPrompt && (
        <div className="mt-6">
          <Part title={t('task.prompt')}>
            <p className="max-w-(--measure) pt-1 text-read whitespace-pre-wrap">{task.prompt}</p>
          </Part>
        </div>
      )}
      <div className="mt-6 grid gap-x-8 gap-y-6 sm:grid-cols-2 xl:grid-cols-[1.15fr_1fr_1fr]">
        <Timeline task={task} />
        <div className="flex min-w-0 flex-col gap-4">
          <ChargePart task={task} />
          <AttemptsPart attempts={task.attempts ?? []} />
        </div>
        {mayReadWebhooks && <WebhookPart task={task} />}
      </div>
      <details className="mt-6">
        <summary className="w-fit cursor-pointer text-ink-2">{t('task.raw')}</summary>
        <div className="mt-2">
          <CodeBlock
            label={t('task.raw')}
            code={JSON.stringify(task, null, 2)}
            head={<span className="text-meta font-medium">JSON</span>}
          />
        </div>
      </details>
    </>
  );
}

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { modelsQuery } from '../../api/models.ts';
import { rowsOf } from '../../api/pages-of.ts';
import { tasksQuery } from '../../api/tasks.ts';
import { TaskFrame } from '../../components/TaskFrame.tsx';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { Note } from '../../ui/Note.tsx';

interface Props {
  prompt: string;
  keyName?: string;
}

/** The same from a terminal, and the first request as soon as it comes. */
export function FirstCommand({ prompt, keyName }: Props) {
  const { t } = useTranslation();
  const { data: models } = useQuery(modelsQuery);
  const { data: tasks } = useInfiniteQuery({ ...tasksQuery({ limit: 1 }), select: rowsOf });
  const model = models?.[0];
  const first = tasks?.[0];
  const body = JSON.stringify({ model: model?.id, prompt, resolution: '480p', seconds: 5 });
  const code = `curl -X POST ${location.origin}/platform/v1/tasks \\
  -H "Authorization: Bearer $FILMGATE_KEY" -H "Content-Type: application/json" \\
  -d '${body}'`;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {first ? (
        <TaskFrame task={first} />
      ) : (
        <div className="grid aspect-video place-items-center rounded-gate bg-gate px-6 text-center text-gate-ink-2">
          {t('overview.first.makes', { prompt })}
        </div>
      )}
      {model && (
        <CodeBlock
          label={t('overview.first.command')}
          code={code}
          head={<span className="text-meta font-medium">Filmgate</span>}
          side={<span className="text-meta text-ink-2">curl</span>}
        />
      )}
      <Note>
        {first
          ? t('overview.first.arrived')
          : keyName === undefined
            ? t('overview.first.needsKey')
            : t('overview.first.waiting', { name: keyName })}
      </Note>
    </div>
  );
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { useDialectTitles } from '../../api/dialect-titles.ts';
import { Ago } from '../../components/Ago.tsx';
import { TextLink } from '../../components/TextLink.tsx';
import { dateText, exactTime } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { paths } from '../../paths.ts';
import { Tag } from '../../ui/Tag.tsx';
import { useKeyNames } from '../tasks/use-key-names.ts';

/** In which settings it was asked for, and by whom. */
export function Facts({ task }: { task: Task }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { titleOf } = useDialectTitles();
  const keyName = useKeyNames().get(task.keyId ?? '');
  const { output, seconds, endUser, metadata, retentionUntil } = task;
  const auto = t('tasks.automatic');
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-[7px]">
      <Fact name={t('task.fact.api')}>
        {titleOf(task.dialect)}{' '}
        {task.mode === 'test' && <Tag tone="tungsten">{t('common.test')}</Tag>}
      </Fact>
      <Fact name={t('tasks.column.model')}>
        <TextLink href={paths.tasks({ model: task.model })}>
          <code className="mono">{task.model}</code>
        </TextLink>
      </Fact>
      <Fact name={t('task.fact.picture')}>
        {task.resolution} · {task.ratio === 'adaptive' ? auto : task.ratio}{' '}
        {output && (
          <span className="text-ink-3">
            {output.width} × {output.height}
          </span>
        )}
      </Fact>
      <Fact name={t('task.fact.length')}>
        {seconds === 'auto' ? auto : t('common.seconds', { seconds })} ·{' '}
        {task.generateAudio ? t('task.sound.with') : t('task.sound.without')}
      </Fact>
      <Fact name={t('task.fact.seed')}>
        <code className="mono">{task.seed}</code>
      </Fact>
      {task.keyId !== null && (
        <Fact name={t('tasks.column.key')}>
          <TextLink href={paths.tasks({ key: task.keyId })}>
            {keyName ?? <code className="mono">{task.keyId}</code>}
          </TextLink>
        </Fact>
      )}
      {endUser !== null && (
        <Fact name={t('tasks.endUser')}>
          <TextLink href={paths.tasks({ user: endUser })}>{endUser}</TextLink>
        </Fact>
      )}
      {metadata && (
        <Fact name={t('task.fact.metadata')}>
          <code className="mono">{JSON.stringify(metadata)}</code>
        </Fact>
      )}
      <Fact name={t('tasks.column.created')}>
        {exactTime(Date.parse(task.createdAt)).slice(0, 19)}{' '}
        <span className="text-ink-3">
          <Ago at={task.createdAt} />
        </span>
      </Fact>
      {retentionUntil !== null && (
        <Fact name={t('task.fact.kept')}>
          <time dateTime={retentionUntil}>
            {dateText(Date.parse(retentionUntil), Date.now(), language)}
          </time>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

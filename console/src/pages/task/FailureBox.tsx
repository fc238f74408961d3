import { CircleX, Copy, Pencil } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { useMay } from '../../api/session.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import type { FailureCode } from '../../components/failure-words.ts';
import { creditText, microsOf } from '../../format/credits.ts';
import { timeOfDay } from '../../format/times.ts';
import { announce } from '../../ui/announce.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { icon, smallIcon } from '../../ui/icons.ts';
import { againPath } from './again.ts';

const doers: ReadonlySet<FailureCode> = new Set(['content_policy', 'invalid_parameter']);

/** Why there is no film, whether it cost anything, and what helps. */
export function FailureBox({ task }: { task: Task }) {
  const { t } = useTranslation();
  const mayMake = useMay('tasks:create');
  const { failure } = task;
  if (!failure) return null;
  const { code, field, message, upstream } = failure;
  const copy = (): void => {
    const { id, state, model, finishedAt } = task;
    const text = JSON.stringify({ id, state, model, finishedAt, failure }, null, 2);
    void copyText(text).then((isDone) =>
      announce(isDone ? t('common.copied') : t('common.notCopied')),
    );
  };
  return (
    <section className="rounded-control border border-line-2 px-4 py-4 sm:px-5 sm:pb-5">
      <h2 className="flex items-start gap-2 text-[16px]/6 font-semibold">
        <CircleX {...icon} className="mt-1 shrink-0 text-red" />
        {t(`task.failure.${code}.title`)}
      </h2>
      <dl className="mt-3 grid gap-x-5 gap-y-1 sm:grid-cols-[120px_minmax(0,1fr)] sm:gap-y-3.5">
        <Answer name={t('task.why')}>
          {t(`task.failure.${code}.why`)}
          {field !== null && ` ${t('task.field', { field })}`}
          <span className="mt-1 block border-l-2 border-line-2 pl-2.5 [overflow-wrap:anywhere] text-ink-2">
            {upstream ? t('task.upstream') : t('task.detail')} <q>{upstream?.message ?? message}</q>
          </span>
        </Answer>
        <Answer name={t('task.wasCharged')}>
          <b className="font-semibold">{t('task.noCharge')}</b> <GivenBack task={task} />
        </Answer>
        <Answer name={t('task.whatToDo')}>{t(`task.failure.${code}.do`)}</Answer>
      </dl>
      <div className="mt-3 flex flex-wrap gap-2 sm:ml-[140px]">
        {mayMake && (
          <ButtonLink href={againPath(task)} icon={<Pencil {...smallIcon} />}>
            {doers.has(code) ? t('task.rewrite') : t('task.again')}
          </ButtonLink>
        )}
        <Button kind="ghost" icon={<Copy {...smallIcon} />} onClick={copy}>
          {t('task.copyDetails')}
        </Button>
      </div>
    </section>
  );
}

function Answer({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3 max-sm:text-meta">{name}</dt>
      <dd className="max-sm:mb-2">{children}</dd>
    </>
  );
}

function GivenBack({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { mode, quotedCredits, finishedAt, updatedAt } = task;
  if (mode === 'test') return t('task.testFree');
  if (quotedCredits === 0) return t('task.nothingHeld');
  return t('task.allBack', {
    credits: creditText(microsOf(quotedCredits), 'exact'),
    time: timeOfDay(Date.parse(finishedAt ?? updatedAt)),
  });
}

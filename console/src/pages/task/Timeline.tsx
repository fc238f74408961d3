import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { Credits } from '../../components/Credits.tsx';
import { durationText, exactTime, timeOfDay } from '../../format/times.ts';
import { useLanguage } from '../../i18n/start.ts';
import { Part } from './Part.tsx';

type Entry = NonNullable<Task['timeline']>[number];

const plain = 'border-ink-3 bg-page';
const nodes: Readonly<Record<Entry['what'], string>> = {
  accepted: plain,
  held: 'border-tungsten bg-tungsten',
  sent: plain,
  waiting: 'border-tungsten bg-tungsten',
  running: 'border-daylight bg-daylight',
  made: 'border-green bg-green',
  succeeded: 'border-green bg-green',
  failed: 'border-red bg-red',
  cancelled: plain,
  expired: 'border-tungsten bg-tungsten',
  charged: plain,
  stored: plain,
  lost: 'border-red bg-red',
  refunded: 'border-green bg-green',
  told: 'border-green bg-green',
};

/** What happened to it, the newest last, with its money in it. */
export function Timeline({ task }: { task: Task }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { timeline = [], createdAt, finishedAt } = task;
  const took =
    finishedAt === null
      ? undefined
      : t('task.inAll', {
          time: durationText(Date.parse(finishedAt) - Date.parse(createdAt), language),
        });
  return (
    <Part title={t('task.timeline')} side={took}>
      <ol>
        {timeline.map((entry, n) => (
          <Happened key={`${entry.what}-${String(n)}`} entry={entry} next={timeline[n + 1]} />
        ))}
      </ol>
    </Part>
  );
}

function Happened({ entry, next }: { entry: Entry; next: Entry | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { what, at, attempt, credits } = entry;
  const ms = Date.parse(at);
  return (
    <li className="grid grid-cols-[64px_15px_minmax(0,1fr)_auto] gap-x-3 py-[5px]">
      <time dateTime={at} title={exactTime(ms)} className="text-meta/5 text-ink-3">
        {timeOfDay(ms)}
      </time>
      <span aria-hidden="true" className="relative flex justify-center pt-1.5">
        <span className={`z-10 size-[7px] rounded-full border-[1.5px] ${nodes[what]}`} />
        {next && <span className="absolute top-3.5 -bottom-3 w-px bg-line-2" />}
      </span>
      <span className={what === 'failed' || what === 'lost' ? 'text-red' : ''}>
        {t(`task.what.${what}`)}
        {attempt !== null && attempt > 1 && (
          <span className="text-meta text-ink-3"> {t('task.attemptOf', { number: attempt })}</span>
        )}
      </span>
      <span className="text-ink-2">
        {credits !== null ? (
          <Credits
            value={credits}
            tone={what === 'refunded' ? 'back' : what === 'held' ? 'held' : 'charge'}
          />
        ) : (
          what === 'running' && next && durationText(Date.parse(next.at) - ms, language)
        )}
      </span>
    </li>
  );
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deduction } from '../../../../client/src/api-types.ts';
import { useChargeWords } from '../../components/charge-words.ts';
import { Credits } from '../../components/Credits.tsx';
import { exactTime } from '../../format/times.ts';

/** How the charge came about, to the last place, and by which rule. */
export function DeductionDetail({ deduction }: { deduction: Deduction }) {
  const { t } = useTranslation();
  const words = useChargeWords();
  const { charge, chargedCredits, refundedCredits, at, id, endUser, taskId } = deduction;
  return (
    <div className="grid gap-x-10 gap-y-4 rounded-control bg-sunken px-5 pt-3.5 pb-4 lg:ml-5 lg:grid-cols-[1fr_340px]">
      <div className="flex flex-col gap-[7px]">
        {charge?.lines.map((line) => (
          <Line key={line.text} name={words(line)}>
            <Credits value={line.amountCredits} mode="exact" isAligned />
          </Line>
        ))}
        <div className="border-t border-line-2 pt-2 font-semibold">
          <Line
            name={
              <>
                {t('deductions.column.charged')}{' '}
                <span className="font-normal text-ink-3">{t('deductions.rounded')}</span>
              </>
            }
          >
            <Credits value={chargedCredits} mode="exact" isAligned />
          </Line>
        </div>
        {refundedCredits > 0 && (
          <Line name={t('deductions.refunded')}>
            <Credits value={refundedCredits} mode="exact" isAligned tone="back" />
          </Line>
        )}
      </div>
      <dl className="grid grid-cols-[auto_1fr] content-start gap-x-5 gap-y-[7px]">
        <Fact name={t('deductions.fact.rule')}>
          {charge ? `${charge.rule ?? '—'} · ${charge.bookVersion}` : '—'}
        </Fact>
        <Fact name={t('deductions.fact.at')}>{exactTime(Date.parse(at))}</Fact>
        <Fact name={t('deductions.fact.movement')}>
          <code className="mono">{id}</code>
        </Fact>
        <Fact name={t('common.taskId')}>
          <code className="mono">{taskId}</code>
        </Fact>
        {endUser !== null && <Fact name={t('deductions.fact.endUser')}>{endUser}</Fact>}
      </dl>
    </div>
  );
}

function Line({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex gap-4">
      <span>{name}</span>
      <span className="ml-auto">{children}</span>
    </div>
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

import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { useMay } from '../../api/session.ts';
import { isOver } from '../../api/tasks.ts';
import { useChargeWords } from '../../components/charge-words.ts';
import { Credits } from '../../components/Credits.tsx';
import { TextLink } from '../../components/TextLink.tsx';
import { paths } from '../../paths.ts';
import { Part, Row } from './Part.tsx';

/** The arithmetic of what it costs, to the last place. */
export function ChargePart({ task }: { task: Task }) {
  const { t } = useTranslation();
  const words = useChargeWords();
  const mayReadRecords = useMay('records:read');
  const { charge, chargedCredits, refundedCredits, quotedCredits } = task;
  const isEnded = isOver(task);
  return (
    <Part
      title={t('task.charge')}
      side={charge ? t('task.prices', { version: charge.bookVersion }) : undefined}
    >
      {charge?.lines.map((line) => (
        <Row key={line.text} name={words(line)}>
          <Credits value={line.amountCredits} mode="exact" isAligned />
        </Row>
      ))}
      {!(isEnded && chargedCredits !== null) && (
        <Row name={t('task.held')}>
          <Credits
            value={quotedCredits}
            mode="exact"
            isAligned
            {...(!isEnded && { tone: 'held' as const })}
          />
        </Row>
      )}
      {isEnded && chargedCredits === null && quotedCredits > 0 && (
        <Row name={t('task.givenBack')}>
          <Credits value={-quotedCredits} mode="exact" isAligned />
        </Row>
      )}
      {isEnded && (
        <div className="mt-1 border-t border-line-2 pt-1.5 font-semibold">
          <Row name={t('task.charged')}>
            <Credits value={chargedCredits ?? 0} mode="exact" isAligned />
          </Row>
        </div>
      )}
      {refundedCredits > 0 && (
        <Row name={t('task.refunded')}>
          <Credits value={refundedCredits} mode="exact" isAligned tone="back" />
        </Row>
      )}
      {mayReadRecords && chargedCredits !== null && chargedCredits > 0 && (
        <p className="mt-1">
          <TextLink href={paths.deductions({ model: task.model, range: 'all' })}>
            {t('task.records')}
          </TextLink>
        </p>
      )}
    </Part>
  );
}

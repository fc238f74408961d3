import { creditParts, creditText, microsOf, type CreditMode } from '../format/credits.ts';
import { join } from '../ui/join.ts';

interface Props {
  /** Credits as the API tells them. */
  value: number;
  mode?: CreditMode;
  /** Where figures stand below each other: the point of each at the same place. */
  isAligned?: boolean;
  tone?: 'held' | 'back' | 'charge';
}

const tones = { held: 'text-tungsten', back: 'text-green', charge: '' } as const;

/** An amount: the whole credits are ink and the fraction is quiet, so that the eye adds up. */
export function Credits({
  value,
  mode = 'list',
  isAligned = false,
  tone: given = 'charge',
}: Props) {
  const micros = microsOf(value);
  // Nothing held is nothing to warn of.
  const tone = micros === 0n ? 'charge' : given;
  const { sign, whole, fraction } = creditParts(micros, mode);
  return (
    <span
      title={mode === 'list' ? creditText(micros, 'exact') : undefined}
      className={join('whitespace-nowrap', isAligned && 'inline-flex', tones[tone])}
    >
      <span>
        {tone === 'back' ? '+' : sign}
        {whole}
      </span>
      <span className={join(tone === 'charge' && 'text-ink-3', isAligned && 'w-[4.1em] text-left')}>
        {fraction}
      </span>
    </span>
  );
}

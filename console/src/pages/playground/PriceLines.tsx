import type { Charge } from '../../../../client/src/api-types.ts';
import { Credits } from '../../components/Credits.tsx';
import { useChargeWords } from '../../components/charge-words.ts';

interface Props {
  charge: Charge | null;
  resolution: string;
  /** It belongs to what the form said a moment ago. */
  isOld: boolean;
}

/** Calculation left, amount right. Two lines have their room from the start. */
export function PriceLines({ charge, resolution, isOld }: Props) {
  const words = useChargeWords();
  return (
    <ul
      className={`flex min-h-[18px] flex-col gap-2 text-meta/[18px] ${isOld ? 'text-ink-3' : 'text-ink-2'}`}
    >
      {charge?.lines.map((line, n) => (
        <li key={line.text} className="flex">
          <span>
            {words(line)}
            {n === 0 && ` · ${resolution}`}
          </span>
          <span className="ml-auto">
            <Credits value={line.amountCredits} />
          </span>
        </li>
      ))}
    </ul>
  );
}

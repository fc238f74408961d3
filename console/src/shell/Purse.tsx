import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { balanceQuery } from '../api/balance.ts';
import { useMay, useSession } from '../api/session.ts';
import { Credits } from '../components/Credits.tsx';
import { Link } from '../components/Link.tsx';
import { creditText, microsOf } from '../format/credits.ts';
import { paths } from '../paths.ts';

/** What may be spent now, and what of the balance is held. */
export function Purse() {
  const { t } = useTranslation();
  const { mode } = useSession();
  const { data } = useQuery({ ...balanceQuery, enabled: useMay('records:read') });
  if (mode === 'test') return <span className="px-2.5 text-tungsten">{t('shell.testFree')}</span>;
  if (!data) return null;
  const { availableCredits, heldCredits } = data;
  return (
    <Link
      href={paths.deductions()}
      className="flex h-[30px] items-center gap-2 rounded-control px-2.5 text-ink-2 hover:bg-hover"
    >
      <span className="max-sm:hidden">{t('shell.balance')}</span>
      <span className="font-medium text-ink">
        <Credits value={availableCredits} />
      </span>
      {heldCredits > 0 && (
        <span className="text-tungsten max-sm:hidden">
          {t('shell.held', { credits: creditText(microsOf(heldCredits)) })}
        </span>
      )}
    </Link>
  );
}

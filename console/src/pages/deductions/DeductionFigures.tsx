import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { balanceQuery } from '../../api/balance.ts';
import { usageQuery } from '../../api/usage.ts';
import { Credits } from '../../components/Credits.tsx';
import { Figure, Figures } from '../../ui/Figures.tsx';
import { monthStart } from './search.ts';

export function DeductionFigures() {
  const { t } = useTranslation();
  const asked = useMemo(() => monthAsked(Date.now()), []);
  const { data: usage } = useQuery(usageQuery(asked));
  const { data: balance } = useQuery(balanceQuery);
  const charged = usage?.data.reduce((sum, { chargedCredits }) => sum + chargedCredits, 0);
  const refunded = usage?.data.reduce((sum, { refundedCredits }) => sum + refundedCredits, 0);
  const films = usage?.data.reduce((sum, { films: some }) => sum + some, 0);
  return (
    <div className="mb-4">
      <Figures>
        <Figure
          label={t('deductions.figure.charged')}
          value={charged !== undefined && <Credits value={charged} />}
          note={films !== undefined && t('deductions.figure.films', { count: films })}
        />
        <Figure
          label={t('deductions.figure.refunded')}
          value={refunded !== undefined && <Credits value={refunded} />}
          note={t('deductions.figure.refundedNote')}
        />
        <Figure
          label={t('deductions.figure.held')}
          value={balance && <Credits value={balance.heldCredits} tone="held" />}
          note={t('deductions.figure.heldNote')}
        />
        <Figure
          label={t('deductions.figure.available')}
          value={balance && <Credits value={balance.availableCredits} />}
        />
      </Figures>
    </div>
  );
}

function monthAsked(now: number) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const first = monthStart(now);
  const month = String(first.getMonth() + 1).padStart(2, '0');
  return { from: `${String(first.getFullYear())}-${month}-01`, timeZone, by: ['model' as const] };
}

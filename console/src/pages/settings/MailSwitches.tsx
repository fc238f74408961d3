import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { mailsQuery, useUpdateMails } from '../../api/account.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { FormProblem } from '../../forms/FormProblem.tsx';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { LowBalanceField } from './LowBalanceField.tsx';

const wishes = ['endpointDisabled', 'priceChange', 'newSignIn', 'retention'] as const;

/** What owners are told by mail; each switch takes effect at once. */
export function MailSwitches() {
  const { t } = useTranslation();
  const query = useQuery(mailsQuery);
  const update = useUpdateMails();
  const mayWrite = useMay('account:write');
  return (
    <Loaded
      query={query}
      loading={<SkeletonRows height={40} count={4} />}
      failed={t('settings.failed')}
    >
      {(mails) => (
        <>
          <FormProblem error={update.error} fields={[]} />
          <ul>
            {wishes.map((wish) => (
              <li key={wish} className="flex min-h-10 items-center border-b border-line">
                <Switch
                  isRow
                  label={t(`settings.mail.${wish}`)}
                  isOn={mails[wish]}
                  offBecause={mayWrite ? null : t('settings.ownersOnly')}
                  onChange={(isOn) => update.mutate({ [wish]: isOn })}
                />
              </li>
            ))}
          </ul>
          <LowBalanceField credits={mails.lowBalanceCredits} mayWrite={mayWrite} />
        </>
      )}
    </Loaded>
  );
}

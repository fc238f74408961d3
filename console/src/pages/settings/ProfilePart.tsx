import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';

/** Who is signed in, and for which accounts they act. */
export function ProfilePart() {
  const { t } = useTranslation();
  const { person, accounts } = useSession();
  return (
    <dl className="grid max-w-(--measure) grid-cols-[auto_1fr] gap-x-8 gap-y-2">
      <dt className="text-ink-3">{t('settings.name')}</dt>
      <dd className="[overflow-wrap:anywhere]">{person.name}</dd>
      <dt className="text-ink-3">{t('settings.email')}</dt>
      <dd className="[overflow-wrap:anywhere]">{person.email}</dd>
      {accounts.map(({ id, name, role }) => (
        <div key={id} className="contents">
          <dt className="text-ink-3">{t('settings.account')}</dt>
          <dd>
            {name} · {t(`common.role.${role}`)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { invitationsQuery, useInviteAgain, useWithdrawInvitation } from '../../api/members.ts';
import { useMay } from '../../api/session.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { FormProblem } from '../../forms/FormProblem.tsx';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { Button } from '../../ui/Button.tsx';
import { Tag } from '../../ui/Tag.tsx';
import type { Invited } from './InvitedDialog.tsx';

/** Those that nobody used yet. */
export function Invitations({ onSent }: { onSent: (invited: Invited) => void }) {
  const { t } = useTranslation();
  const query = useQuery(invitationsQuery);
  const mayWrite = useMay('members:write');
  const again = useInviteAgain();
  const withdraw = useWithdrawInvitation();
  return (
    <Loaded
      query={query}
      loading={<SkeletonRows height={52} count={1} />}
      failed={t('settings.failed')}
    >
      {(invitations) => (
        <>
          <FormProblem error={again.error ?? withdraw.error} fields={[]} />
          {invitations.length === 0 && (
            <p className="py-2 text-ink-2">{t('settings.noInvitations')}</p>
          )}
          <ul>
            {invitations.map(({ id, email, role, createdAt, isExpired }) => (
              <li
                key={id}
                className="flex min-h-[52px] flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-2"
              >
                <div className="min-w-0 flex-1 basis-48">
                  <div className="truncate">{email}</div>
                  <div className="text-meta text-ink-3">
                    {t(`common.role.${role}`)} · <Ago at={createdAt} />
                  </div>
                </div>
                {isExpired && <Tag tone="tungsten">{t('settings.invitationExpired')}</Tag>}
                {mayWrite && (
                  <>
                    <Button
                      size="small"
                      isBusy={again.isPending && again.variables === id}
                      onClick={() => again.mutate(id, { onSuccess: onSent })}
                    >
                      {t('settings.sendAgain')}
                    </Button>
                    <Button
                      size="small"
                      kind="danger"
                      isBusy={withdraw.isPending && withdraw.variables === id}
                      onClick={() => withdraw.mutate(id)}
                    >
                      {t('settings.withdraw')}
                    </Button>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

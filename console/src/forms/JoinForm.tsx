import { useTranslation } from 'react-i18next';
import { useAcceptInvitation, useInvitation } from '../api/people.ts';
import { Failure } from '../components/States.tsx';
import { TextField } from '../ui/TextField.tsx';
import { PasswordForm } from './PasswordForm.tsx';

/** By the link of an invitation: somebody who has a password here joins with that one. */
export function JoinForm({ token, onDone }: { token: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { data: invitation, error, refetch } = useInvitation(token);
  const accept = useAcceptInvitation();
  if (error) {
    return <Failure title={t('signIn.linkFailed')} error={error} onRetry={() => void refetch()} />;
  }
  if (!invitation) return null;
  return (
    <PasswordForm
      title={t('signIn.join', { account: invitation.account.name })}
      lead={t('signIn.joinLead', { role: t(`common.role.${invitation.role}`) })}
      deed={t('signIn.joinDeed')}
      error={accept.error}
      isBusy={accept.isPending}
      onSubmit={(text) =>
        accept.mutate(
          { token, password: text('password'), name: text('name') },
          { onSuccess: onDone },
        )
      }
    >
      <TextField
        isLarge
        label={t('signIn.email')}
        value={invitation.email}
        readOnly
        autoComplete="username"
      />
      <TextField isLarge label={t('signIn.name')} name="name" autoComplete="name" />
      <TextField
        isLarge
        label={t('signIn.password')}
        hint={t('signIn.joinPassword')}
        name="password"
        type="password"
        autoComplete="new-password"
        required
      />
    </PasswordForm>
  );
}

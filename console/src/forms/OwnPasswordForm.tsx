import { useTranslation } from 'react-i18next';
import { useChangePassword } from '../api/people.ts';
import { TextField } from '../ui/TextField.tsx';
import { PasswordForm } from './PasswordForm.tsx';

/** The password that the terminal printed was seen there: its reader sets one of their own. */
export function OwnPasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const change = useChangePassword();
  return (
    <PasswordForm
      title={t('signIn.own')}
      lead={t('signIn.ownLead')}
      deed={t('signIn.setPassword')}
      error={change.error}
      isBusy={change.isPending}
      onSubmit={(text) =>
        change.mutate(
          { currentPassword: text('current'), password: text('password') },
          { onSuccess: onDone },
        )
      }
    >
      <TextField
        isLarge
        label={t('signIn.currentPassword')}
        name="current"
        type="password"
        autoComplete="current-password"
        required
      />
      <TextField
        isLarge
        label={t('signIn.newPassword')}
        name="password"
        type="password"
        autoComplete="new-password"
        required
      />
    </PasswordForm>
  );
}

import { useTranslation } from 'react-i18next';
import { useSetPassword } from '../api/people.ts';
import { TextField } from '../ui/TextField.tsx';
import { PasswordForm } from './PasswordForm.tsx';

export function ResetForm({ token, onDone }: { token: string; onDone: () => void }) {
  const { t } = useTranslation();
  const set = useSetPassword();
  return (
    <PasswordForm
      title={t('signIn.reset')}
      lead={t('signIn.resetLead')}
      deed={t('signIn.setPassword')}
      error={set.error}
      isBusy={set.isPending}
      onSubmit={(text) => set.mutate({ token, password: text('password') }, { onSuccess: onDone })}
    >
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

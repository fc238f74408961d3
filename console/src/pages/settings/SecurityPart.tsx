import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangePassword } from '../../api/people.ts';
import { FormProblem, useFieldProblem } from '../../forms/FormProblem.tsx';
import { textOf } from '../../forms/text-of.ts';
import { Button } from '../../ui/Button.tsx';
import { Note } from '../../ui/Note.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** The own password. What is typed is read when it is sent, and kept nowhere. */
export function SecurityPart() {
  const { t } = useTranslation();
  const change = useChangePassword();
  const errorOf = useFieldProblem(change.error);
  const [made, setMade] = useState(0);
  return (
    <form
      key={made}
      className="flex max-w-[360px] flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        change.mutate(
          { currentPassword: textOf(form, 'current'), password: textOf(form, 'password') },
          { onSuccess: () => setMade(made + 1) },
        );
      }}
    >
      {change.isSuccess && (
        <Note tone="green" isAlert>
          {t('settings.passwordChanged')}
        </Note>
      )}
      <FormProblem error={change.error} fields={['currentPassword', 'password']} />
      <TextField
        label={t('settings.currentPassword')}
        name="current"
        type="password"
        autoComplete="current-password"
        error={errorOf('currentPassword')}
        required
      />
      <TextField
        label={t('settings.newPassword')}
        name="password"
        type="password"
        autoComplete="new-password"
        error={errorOf('password')}
        required
      />
      <div>
        <Button kind="primary" type="submit" isBusy={change.isPending}>
          {t('settings.savePassword')}
        </Button>
      </div>
    </form>
  );
}

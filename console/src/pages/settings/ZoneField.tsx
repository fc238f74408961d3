import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUpdateAccount } from '../../api/account.ts';
import { useMay } from '../../api/session.ts';
import { FormProblem, useFieldProblem } from '../../forms/FormProblem.tsx';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** By which zone the account’s days and months begin. */
export function ZoneField({ timeZone }: { timeZone: string }) {
  const { t } = useTranslation();
  const mayWrite = useMay('account:write');
  const update = useUpdateAccount();
  const errorOf = useFieldProblem(update.error);
  const [zone, setZone] = useState(timeZone);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ timeZone: zone.trim() });
      }}
    >
      <FormProblem error={update.error} fields={['timeZone']} />
      <TextField
        label={t('settings.timeZone')}
        hint={t('settings.timeZoneHint')}
        error={errorOf('timeZone')}
        value={zone}
        readOnly={!mayWrite}
        required
        onChange={(event) => setZone(event.target.value)}
      />
      {mayWrite && (
        <div>
          <Button type="submit" isBusy={update.isPending}>
            {t('settings.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

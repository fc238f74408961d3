import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUpdateMails } from '../../api/account.ts';
import { FormProblem, useFieldProblem } from '../../forms/FormProblem.tsx';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';

interface Props {
  /** Below so many credits a mail is sent; null: none is. */
  credits: number | null;
  mayWrite: boolean;
}

export function LowBalanceField({ credits, mayWrite }: Props) {
  const { t } = useTranslation();
  const update = useUpdateMails();
  const errorOf = useFieldProblem(update.error);
  const [text, setText] = useState(credits === null ? '' : String(credits));
  return (
    <form
      className="mt-4 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = text.trim();
        update.mutate({ lowBalanceCredits: wanted === '' ? null : Number(wanted) });
      }}
    >
      <FormProblem error={update.error} fields={['lowBalanceCredits']} />
      <TextField
        label={t('settings.lowBalance')}
        side={t('common.credits')}
        hint={t('settings.lowBalanceHint')}
        error={errorOf('lowBalanceCredits')}
        inputMode="decimal"
        pattern="\d+(\.\d{1,6})?"
        value={text}
        readOnly={!mayWrite}
        onChange={(event) => setText(event.target.value)}
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

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCreateKey } from '../api/keys.ts';
import { newIdempotencyKey } from '../api/new-key.ts';
import { useSession } from '../api/session.ts';
import { Button } from '../ui/Button.tsx';
import { Drawer } from '../ui/Drawer.tsx';
import { FormProblem, useFieldProblem } from './FormProblem.tsx';
import { KeyFields } from './KeyFields.tsx';
import { useKeyForm } from './key-values.ts';
import { termFields } from './KeyTerms.tsx';

export interface MadeKey {
  name: string;
  /** The secret. */
  key: string;
}

interface Props {
  onClose: () => void;
  onMade: (made: MadeKey) => void;
}

/** A new key. What is left alone leaves it unlimited. */
export function KeyForm({ onClose, onMade }: Props) {
  const { t } = useTranslation();
  const { mode } = useSession();
  const create = useCreateKey();
  // One form makes one key, however often its request is sent.
  const [idempotencyKey] = useState(newIdempotencyKey);
  const form = useKeyForm(mode, (body) =>
    create.mutate(
      { body, idempotencyKey },
      { onSuccess: ({ name, key }) => key !== null && onMade({ name, key }) },
    ),
  );
  const errorOf = useFieldProblem(create.error);
  return (
    <Drawer
      title={t('keys.new')}
      closeLabel={t('common.close')}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form="key-form" isBusy={create.isPending}>
            {t('keys.create')}
          </Button>
        </>
      }
    >
      <form
        id="key-form"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void form.handleSubmit();
        }}
      >
        <FormProblem error={create.error} fields={['name', 'budget', ...termFields]} />
        <KeyFields form={form} errorOf={errorOf} />
      </form>
    </Drawer>
  );
}

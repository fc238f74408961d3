import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Key } from '../../../../client/src/api-types.ts';
import { useDeleteKey } from '../../api/keys.ts';
import { FormProblem } from '../../forms/FormProblem.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { toast } from '../../ui/toasts.ts';

interface Props {
  of: Key;
  onClose: () => void;
}

/** For ever: its name is typed first. */
export function DeleteKey({ of: key, onClose }: Props) {
  const { t } = useTranslation();
  const remove = useDeleteKey();
  const [typed, setTyped] = useState('');
  // One without a name is told by how it ends.
  const name = key.name === '' ? key.lastFour : key.name;
  const isTyped = typed.trim() === name.trim();
  const act = (): void =>
    remove.mutate(key.id, {
      onSuccess: ({ queued, running }) => {
        toast({
          title: t('keys.remove.done', { name }),
          ...(queued + running > 0 && { note: t('keys.remove.left', { count: queued + running }) }),
        });
        onClose();
      },
    });
  return (
    <Dialog
      title={t('keys.remove.title', { name })}
      description={t('keys.remove.note')}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind="danger-fill"
            isBusy={remove.isPending}
            offBecause={isTyped ? null : t('keys.remove.typeFirst')}
            onClick={act}
          >
            {t('keys.remove.deed')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <FormProblem error={remove.error} fields={[]} />
        <TextField
          label={t('keys.remove.type', { name })}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
    </Dialog>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useImportAsset } from '../api/assets.ts';
import { newIdempotencyKey } from '../api/new-key.ts';
import { Button } from '../ui/Button.tsx';
import { Drawer } from '../ui/Drawer.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { TextField } from '../ui/TextField.tsx';
import { FormProblem, useFieldProblem } from './FormProblem.tsx';
import { textOf } from './text-of.ts';

/** A medium that the server fetches from its address. */
export function ImportForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const fetchIt = useImportAsset();
  const errorOf = useFieldProblem(fetchIt.error);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [kind, setKind] = useState<'image' | 'video' | 'audio'>('image');
  return (
    <Drawer
      title={t('assets.import')}
      closeLabel={t('common.close')}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form="import-form" isBusy={fetchIt.isPending}>
            {t('assets.fetch')}
          </Button>
        </>
      }
    >
      <form
        id="import-form"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const url = textOf(event.currentTarget, 'url');
          fetchIt.mutate({ body: { url, kind }, idempotencyKey }, { onSuccess: onClose });
        }}
      >
        <FormProblem error={fetchIt.error} fields={['url']} />
        <TextField
          label={t('assets.url')}
          name="url"
          type="url"
          placeholder="https://"
          error={errorOf('url')}
          required
        />
        <Segmented
          label={t('assets.kind')}
          options={(['image', 'video', 'audio'] as const).map((value) => ({
            value,
            label: t(`assets.kind.${value}`),
          }))}
          value={kind}
          onChange={setKind}
        />
      </form>
    </Drawer>
  );
}

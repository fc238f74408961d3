import { useTranslation } from 'react-i18next';
import type { Asset } from '../../../../client/src/api-types.ts';
import { useDeleteAsset } from '../../api/assets.ts';
import { FormProblem } from '../../forms/FormProblem.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

export function DeleteAsset({
  asset: { id, name },
  onClose,
}: {
  asset: Asset;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const remove = useDeleteAsset();
  return (
    <Dialog
      title={t('assets.delete', { name })}
      description={t('assets.deleteNote')}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind="danger-fill"
            isBusy={remove.isPending}
            onClick={() => remove.mutate(id, { onSuccess: onClose })}
          >
            {t('assets.deleteDeed')}
          </Button>
        </>
      }
    >
      {remove.error && <FormProblem error={remove.error} fields={[]} />}
    </Dialog>
  );
}

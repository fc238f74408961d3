import { useTranslation } from 'react-i18next';
import { Segmented } from '../ui/Segmented.tsx';
import { TextField } from '../ui/TextField.tsx';
import type { KeyFormApi } from './key-values.ts';
import { KeyTerms } from './KeyTerms.tsx';

interface Props {
  form: KeyFormApi;
  /** What the server says of a field. */
  errorOf: (field: string) => string | undefined;
}

export function KeyFields({ form, errorOf }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <form.Field name="name">
        {(field) => (
          <TextField
            label={t('keys.field.name')}
            hint={t('keys.field.nameHint')}
            error={errorOf('name')}
            maxLength={200}
            value={field.state.value}
            onChange={(event) => field.handleChange(event.target.value)}
          />
        )}
      </form.Field>
      <form.Field name="mode">
        {(field) => (
          <Segmented
            label={t('keys.field.mode')}
            hint={t(`keys.field.modeHint.${field.state.value}`)}
            options={[
              { value: 'live', label: t('common.live') },
              { value: 'test', label: t('common.test') },
            ]}
            value={field.state.value}
            onChange={field.handleChange}
          />
        )}
      </form.Field>
      <BudgetFields form={form} errorOf={errorOf} />
      <KeyTerms form={form} errorOf={errorOf} />
    </>
  );
}

function BudgetFields({ form, errorOf }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <form.Field name="period">
        {(field) => (
          <Segmented
            label={t('keys.field.budget')}
            options={[
              { value: 'none', label: t('keys.noBudget') },
              { value: 'day', label: t('keys.field.day') },
              { value: 'month', label: t('keys.field.month') },
              { value: 'total', label: t('keys.field.total') },
            ]}
            value={field.state.value}
            onChange={field.handleChange}
          />
        )}
      </form.Field>
      <form.Subscribe selector={({ values }) => values.period !== 'none'}>
        {(hasBudget) =>
          hasBudget && (
            <form.Field name="budget">
              {(field) => (
                <TextField
                  label={t('keys.field.most')}
                  side={t('common.credits')}
                  error={errorOf('budget')}
                  inputMode="decimal"
                  required
                  pattern="\d+(\.\d{1,6})?"
                  value={field.state.value}
                  onChange={(event) => field.handleChange(event.target.value)}
                />
              )}
            </form.Field>
          )
        }
      </form.Subscribe>
    </>
  );
}

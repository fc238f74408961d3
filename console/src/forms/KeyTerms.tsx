import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { modelsQuery } from '../api/models.ts';
import { Checkbox } from '../ui/Checkbox.tsx';
import { TextArea } from '../ui/TextArea.tsx';
import { TextField } from '../ui/TextField.tsx';
import { keyScopes, type KeyFormApi } from './key-values.ts';

interface Props {
  form: KeyFormApi;
  errorOf: (field: string) => string | undefined;
}

/** What else may bind a key; folded, since most keys need none of it. */
export function KeyTerms({ form, errorOf }: Props) {
  const { t } = useTranslation();
  return (
    <details className="border-t border-line pt-3" open={termFields.some(errorOf) || undefined}>
      <summary className="cursor-pointer font-medium">{t('keys.field.more')}</summary>
      <div className="flex flex-col gap-4 pt-3">
        <ScopesField form={form} />
        {errorOf('scopes') && <p className="text-meta text-red">{errorOf('scopes')}</p>}
        <ModelsField form={form} />
        {errorOf('models') && <p className="text-meta text-red">{errorOf('models')}</p>}
        <NumberFields form={form} errorOf={errorOf} />
        <form.Field name="expires">
          {(field) => (
            <TextField
              label={t('keys.field.expires')}
              hint={t('keys.field.expiresHint')}
              error={errorOf('expiresAt')}
              type="date"
              value={field.state.value}
              onChange={(event) => field.handleChange(event.target.value)}
            />
          )}
        </form.Field>
        <form.Field name="addresses">
          {(field) => (
            <TextArea
              label={t('keys.field.addresses')}
              hint={t('keys.field.addressesHint')}
              error={errorOf('addresses')}
              maxLength={4_000}
              value={field.state.value}
              onChange={(event) => field.handleChange(event.target.value)}
            />
          )}
        </form.Field>
      </div>
    </details>
  );
}

const numbers = ['createsPerMinute', 'tasksAtOnce', 'heldCreditsMost'] as const;

/** Whose refusals stand beside them. */
export const termFields = [...numbers, 'scopes', 'models', 'expiresAt', 'addresses'];

function NumberFields({ form, errorOf }: Props) {
  const { t } = useTranslation();
  return numbers.map((name) => (
    <form.Field key={name} name={name}>
      {(field) => (
        <TextField
          label={t(`keys.field.${name}`)}
          side={name === 'heldCreditsMost' ? t('common.credits') : undefined}
          placeholder={t('keys.noBudget')}
          error={errorOf(name)}
          inputMode="decimal"
          pattern={name === 'heldCreditsMost' ? String.raw`\d+(\.\d{1,6})?` : String.raw`\d+`}
          value={field.state.value}
          onChange={(event) => field.handleChange(event.target.value)}
        />
      )}
    </form.Field>
  ));
}

function ScopesField({ form }: Pick<Props, 'form'>) {
  const { t } = useTranslation();
  return (
    <form.Field name="scopes">
      {(field) => (
        <fieldset className="grid grid-cols-2 gap-x-3 gap-y-1.5">
          <legend className="mb-1.5 text-meta text-ink-2">{t('keys.field.scopes')}</legend>
          {keyScopes.map((scope) => (
            <Checkbox
              key={scope}
              label={t(`keys.scope.${scope}`)}
              isOn={field.state.value.includes(scope)}
              onChange={(isOn) =>
                field.handleChange((some) =>
                  keyScopes.filter((one) => (one === scope ? isOn : some.includes(one))),
                )
              }
            />
          ))}
        </fieldset>
      )}
    </form.Field>
  );
}

function ModelsField({ form }: Pick<Props, 'form'>) {
  const { t } = useTranslation();
  const { data: models = [] } = useQuery(modelsQuery);
  return (
    <form.Field name="models">
      {(field) => (
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1.5 text-meta text-ink-2">{t('keys.field.models')}</legend>
          {models.map(({ id }) => (
            <Checkbox
              key={id}
              label={<code className="mono">{id}</code>}
              isOn={field.state.value.includes(id)}
              onChange={(isOn) =>
                field.handleChange((some) =>
                  isOn ? [...some, id] : some.filter((one) => one !== id),
                )
              }
            />
          ))}
        </fieldset>
      )}
    </form.Field>
  );
}

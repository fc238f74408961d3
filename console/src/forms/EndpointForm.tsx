import { useForm } from '@tanstack/react-form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookEndpoint } from '../../../client/src/api-types.ts';
import { newIdempotencyKey } from '../api/new-key.ts';
import { useCreateEndpoint } from '../api/webhooks.ts';
import { Button } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Checkbox.tsx';
import { Drawer } from '../ui/Drawer.tsx';
import { TextField } from '../ui/TextField.tsx';
import { FormProblem, useFieldProblem } from './FormProblem.tsx';

type EventType = WebhookEndpoint['types'][number];

const eventTypes = [
  'task.succeeded',
  'task.failed',
  'task.cancelled',
  'task.expired',
  'task.running',
  'task.refunded',
] as const;
const usual: readonly EventType[] = eventTypes.slice(0, 4);

export interface MadeSecret {
  url: string;
  secret: string;
}

interface Props {
  onClose: () => void;
  onMade: (made: MadeSecret) => void;
}

export function EndpointForm({ onClose, onMade }: Props) {
  const { t } = useTranslation();
  const create = useCreateEndpoint();
  const errorOf = useFieldProblem(create.error);
  // One form makes one endpoint, however often its request is sent.
  const [idempotencyKey] = useState(newIdempotencyKey);
  const form = useForm({
    defaultValues: { url: '', description: '', types: usual },
    onSubmit: ({ value: { url, description, types } }) =>
      create.mutate(
        {
          body: { url: url.trim(), types: [...types], description: description.trim() },
          idempotencyKey,
        },
        {
          onSuccess(made) {
            if (made.secret === null) onClose();
            else onMade({ url: made.url, secret: made.secret });
          },
        },
      ),
  });
  return (
    <Drawer
      title={t('webhooks.new')}
      closeLabel={t('common.close')}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form="endpoint-form" isBusy={create.isPending}>
            {t('webhooks.add')}
          </Button>
        </>
      }
    >
      <form
        id="endpoint-form"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void form.handleSubmit();
        }}
      >
        <FormProblem error={create.error} fields={['url', 'description', 'types']} />
        <form.Field name="url">
          {(field) => (
            <TextField
              label={t('webhooks.field.url')}
              hint={t('webhooks.field.urlHint')}
              error={errorOf('url')}
              type="url"
              required
              placeholder="https://"
              value={field.state.value}
              onChange={(event) => field.handleChange(event.target.value)}
            />
          )}
        </form.Field>
        <form.Field name="description">
          {(field) => (
            <TextField
              label={t('webhooks.field.description')}
              error={errorOf('description')}
              value={field.state.value}
              onChange={(event) => field.handleChange(event.target.value)}
            />
          )}
        </form.Field>
        <form.Field name="types">
          {(field) => (
            <TypesField
              chosen={field.state.value}
              error={errorOf('types')}
              onChange={field.handleChange}
            />
          )}
        </form.Field>
      </form>
    </Drawer>
  );
}

interface TypesProps {
  chosen: readonly EventType[];
  error: string | undefined;
  onChange: (chosen: readonly EventType[]) => void;
}

function TypesField({ chosen, error, onChange }: TypesProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-meta text-ink-2">{t('webhooks.field.types')}</legend>
      {eventTypes.map((type) => (
        <Checkbox
          key={type}
          label={
            <>
              {t(`webhooks.type.${type}`)} <code className="mono text-ink-3">{type}</code>
            </>
          }
          isOn={chosen.includes(type)}
          onChange={(isOn) =>
            onChange(eventTypes.filter((one) => (one === type ? isOn : chosen.includes(one))))
          }
        />
      ))}
      {error !== undefined && <p className="text-meta text-red">{error}</p>}
    </fieldset>
  );
}

import { useForm } from '@tanstack/react-form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreateKeyBody } from '../../../client/src/api-types.ts';
import { useCreateKey } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import { useSession } from '../api/session.ts';
import { useProblemWords } from '../components/problem-words.ts';
import { Button } from '../ui/Button.tsx';
import { Drawer } from '../ui/Drawer.tsx';
import { Note } from '../ui/Note.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { TextField } from '../ui/TextField.tsx';

export interface MadeKey {
  name: string;
  /** The secret. */
  key: string;
}

interface Props {
  onClose: () => void;
  onMade: (made: MadeKey) => void;
}

interface Values {
  name: string;
  mode: 'live' | 'test';
  budget: string;
  period: 'none' | 'day' | 'month';
}

/** A new key. What is left alone leaves it unlimited. */
export function KeyForm({ onClose, onMade }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const create = useCreateKey();
  const session = useSession();
  // One press makes one key, however often its request is sent.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const defaultValues: Values = { name: 'first', mode: session.mode, budget: '', period: 'none' };
  const form = useForm({
    defaultValues,
    onSubmit: ({ value }) =>
      create.mutate(
        { body: bodyOf(value), idempotencyKey },
        { onSuccess: ({ name, key }) => key !== null && onMade({ name, key }) },
      ),
  });
  const problem = create.error instanceof ApiProblem ? create.error.problem : null;
  const errorOf = (field: string): string | undefined =>
    problem?.field?.startsWith(field) ? problem.detail : undefined;
  const isPlaced = ['name', 'budget'].some((field) => errorOf(field) !== undefined);
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
        {create.error && !isPlaced && (
          <Note tone="red" isAlert>
            {words(create.error)}
          </Note>
        )}
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
        <form.Field name="period">
          {(field) => (
            <Segmented
              label={t('keys.field.budget')}
              options={[
                { value: 'none', label: t('keys.noBudget') },
                { value: 'day', label: t('keys.field.day') },
                { value: 'month', label: t('keys.field.month') },
              ]}
              value={field.state.value}
              onChange={field.handleChange}
            />
          )}
        </form.Field>
        <form.Subscribe selector={({ values }) => values.period}>
          {(period) =>
            period !== 'none' && (
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
      </form>
    </Drawer>
  );
}

function bodyOf({ name, mode, budget, period }: Values): CreateKeyBody {
  return {
    mode,
    name,
    ...(period !== 'none' && { budget: { credits: Number(budget), period } }),
  };
}

import { useForm } from '@tanstack/react-form';
import type { CreateKeyBody } from '../../../client/src/api-types.ts';

/** What the form of a key holds, as it is typed. */
interface KeyValues {
  name: string;
  mode: 'live' | 'test';
  budget: string;
  period: 'none' | 'day' | 'month';
}

export type KeyFormApi = ReturnType<typeof useKeyForm>;

export function useKeyForm(mode: KeyValues['mode'], onSubmit: (body: CreateKeyBody) => void) {
  const defaultValues: KeyValues = { name: '', mode, budget: '', period: 'none' };
  return useForm({ defaultValues, onSubmit: ({ value }) => onSubmit(bodyOf(value)) });
}

function bodyOf({ name, mode, budget, period }: KeyValues): CreateKeyBody {
  return {
    mode,
    name: name.trim(),
    ...(period !== 'none' && { budget: { credits: Number(budget), period } }),
  };
}

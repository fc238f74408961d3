import { useForm } from '@tanstack/react-form';
import type { CreateKeyBody } from '../../../client/src/api-types.ts';

export const keyScopes = [
  'tasks:create',
  'tasks:read',
  'tasks:cancel',
  'assets:read',
  'assets:write',
  'webhooks:read',
  'webhooks:write',
  'records:read',
  'requests:read',
  'end-users:write',
] as const;
type KeyScope = (typeof keyScopes)[number];

/** What the form of a key holds, as it is typed. */
interface KeyValues {
  name: string;
  mode: 'live' | 'test';
  budget: string;
  period: 'none' | 'day' | 'month' | 'total';
  scopes: readonly KeyScope[];
  /** None: all of them. */
  models: readonly string[];
  /** One a line, or with commas. */
  addresses: string;
  /** A day, through which it may still be used. */
  expires: string;
  createsPerMinute: string;
  tasksAtOnce: string;
  heldCreditsMost: string;
}

export type KeyFormApi = ReturnType<typeof useKeyForm>;

export function useKeyForm(mode: KeyValues['mode'], onSubmit: (body: CreateKeyBody) => void) {
  const defaultValues: KeyValues = {
    name: '',
    mode,
    budget: '',
    period: 'none',
    scopes: keyScopes,
    models: [],
    addresses: '',
    expires: '',
    createsPerMinute: '',
    tasksAtOnce: '',
    heldCreditsMost: '',
  };
  return useForm({ defaultValues, onSubmit: ({ value }) => onSubmit(keyBodyOf(value)) });
}

/** What is left empty binds nothing. Pure. */
export function keyBodyOf(values: KeyValues): CreateKeyBody {
  const { mode, name, period, budget, scopes, models, addresses, expires } = values;
  const places = addresses.split(/[\s,，、]+/).filter((place) => place !== '');
  return {
    mode,
    name: name.trim(),
    ...(period !== 'none' && { budget: { credits: Number(budget), period } }),
    ...(scopes.length < keyScopes.length && { scopes: [...scopes] }),
    ...(models.length > 0 && { models: [...models] }),
    ...(places.length > 0 && { addresses: places }),
    ...(expires !== '' && { expiresAt: endOf(expires).toISOString() }),
    ...numberOf('createsPerMinute', values.createsPerMinute),
    ...numberOf('tasksAtOnce', values.tasksAtOnce),
    ...numberOf('heldCreditsMost', values.heldCreditsMost),
  };
}

function numberOf(name: keyof CreateKeyBody, typed: string): object {
  return typed.trim() === '' ? {} : { [name]: Number(typed) };
}

/** Of a day where the reader is. */
function endOf(day: string): Date {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + 1);
  return date;
}

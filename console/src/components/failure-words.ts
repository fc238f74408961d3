import { useTranslation } from 'react-i18next';
import type { Task } from '../../../client/src/api-types.ts';

export type FailureCode = NonNullable<Task['failure']>['code'];

/** Why there is no film, in two words. */
export function useFailureName(): (code: FailureCode) => string {
  const { t } = useTranslation();
  return (code) => t(`common.failure.${code}`);
}

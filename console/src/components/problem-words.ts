import { useTranslation } from 'react-i18next';
import { ApiProblem, Unreachable } from '../api/problem.ts';

/** The one place that turns a refusal into words. The server's own sentence names values, and is preferred where it does. */
export function useProblemWords(): (error: Error) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (error instanceof Unreachable) return t('problems.unreachable');
    if (!(error instanceof ApiProblem)) return t('problems.unknown');
    const { code, detail } = error.problem;
    const key = `problems.${code}`;
    // What a code means is told here where a page needs other words than the API's.
    return i18n.exists(key) ? t(key as 'problems.unknown', { detail }) : detail;
  };
}

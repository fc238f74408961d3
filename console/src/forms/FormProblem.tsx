import { ApiProblem } from '../api/problem.ts';
import { useProblemWords } from '../components/problem-words.ts';
import { Note } from '../ui/Note.tsx';

/** What the server says of a field, and of all below it, to be shown beside that. */
export function useFieldProblem(error: Error | null): (field: string) => string | undefined {
  const problem = error instanceof ApiProblem ? error.problem : null;
  return (field) => {
    const named = problem?.field?.split('.', 1)[0];
    return named === field ? problem?.detail : undefined;
  };
}

interface Props {
  error: Error | null;
  /** Those that show their own. */
  fields: readonly string[];
}

/** What belongs to no field of the form stands above them all. */
export function FormProblem({ error, fields }: Props) {
  const words = useProblemWords();
  const errorOf = useFieldProblem(error);
  if (!error || fields.some((field) => errorOf(field) !== undefined)) return null;
  return (
    <Note tone="red" isAlert>
      {words(error)}
    </Note>
  );
}

import type { ReactNode } from 'react';
import { useProblemWords } from '../components/problem-words.ts';
import { Button } from '../ui/Button.tsx';
import { Note } from '../ui/Note.tsx';
import { textOf } from './text-of.ts';

interface Props {
  title: ReactNode;
  lead: ReactNode;
  /** Of the button. */
  deed: string;
  error: Error | null;
  isBusy: boolean;
  onSubmit: (text: (field: string) => string) => void;
  children: ReactNode;
}

/** The frame of a form before the sign-in. What is typed is read when it is sent, and kept nowhere. */
export function PasswordForm({ title, lead, deed, error, isBusy, onSubmit, children }: Props) {
  const words = useProblemWords();
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        onSubmit((field) => textOf(form, field));
      }}
    >
      <div className="mb-3">
        <h1 className="text-figure font-semibold">{title}</h1>
        <p className="mt-1 text-ink-2">{lead}</p>
      </div>
      {error && (
        <Note tone="red" isAlert>
          {words(error)}
        </Note>
      )}
      {children}
      <Button kind="primary" size="large" type="submit" isBusy={isBusy} className="mt-1">
        {deed}
      </Button>
    </form>
  );
}

import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../api/problem.ts';
import { useSignIn } from '../api/session.ts';
import { useProblemWords } from '../components/problem-words.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { icon } from '../ui/icons.ts';
import { Note } from '../ui/Note.tsx';
import { TextField } from '../ui/TextField.tsx';
import { textOf } from './text-of.ts';

interface Props {
  /** Who signs in again. */
  email?: string;
  onDone: () => void;
}

export function SignInForm({ email, onDone }: Props) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const words = useProblemWords();
  const [isShown, setShown] = useState(false);
  const wordsOf = (error: Error): string => {
    if (hasCode(error, 'unauthorized')) return t('signIn.wrong');
    if (!hasCode(error, 'rate_limited')) return words(error);
    const minutes = Math.ceil((error.retryAfterSeconds ?? 60) / 60);
    return t('signIn.throttled', { count: minutes });
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const given = { email: textOf(form, 'email'), password: textOf(form, 'password') };
        signIn.mutate(given, { onSuccess: onDone });
      }}
    >
      {signIn.error && (
        <Note tone="red" isAlert>
          {wordsOf(signIn.error)}
        </Note>
      )}
      <TextField
        isLarge
        label={t('signIn.email')}
        name="email"
        type="email"
        autoComplete="username"
        required
        defaultValue={email}
        readOnly={email !== undefined}
        autoFocus={email === undefined}
      />
      <TextField
        isLarge
        label={t('signIn.password')}
        name="password"
        type={isShown ? 'text' : 'password'}
        autoComplete="current-password"
        required
        autoFocus={email !== undefined}
        end={
          <IconButton
            label={isShown ? t('signIn.hidePassword') : t('signIn.showPassword')}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? <EyeOff {...icon} /> : <Eye {...icon} />}
          </IconButton>
        }
      />
      <Button kind="primary" size="large" type="submit" isBusy={signIn.isPending} className="mt-1">
        {t('signIn.title')}
      </Button>
    </form>
  );
}

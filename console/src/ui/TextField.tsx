import type { ComponentProps, ReactNode } from 'react';
import { Field } from './Field.tsx';
import { join } from './join.ts';

interface Props extends Omit<ComponentProps<'input'>, 'size'> {
  label: ReactNode;
  side?: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  /** Inside of the box, at its end. */
  end?: ReactNode;
  isLarge?: boolean;
}

export const inputBox =
  'field-box w-full min-w-0 px-2.5 py-[5px] text-ink placeholder:text-ink-3 focus-visible:border-transparent aria-invalid:border-red';

export function TextField({ label, side, hint, error, end, isLarge, className, ...rest }: Props) {
  return (
    <Field label={label} side={side} hint={hint} error={error}>
      {(ids) => (
        <div className="relative">
          <input
            {...ids}
            {...rest}
            className={join(
              inputBox,
              isLarge && 'h-(--control-large) text-read',
              end !== undefined && 'pr-9',
              className,
            )}
          />
          {end !== undefined && (
            <div className="absolute inset-y-0 right-1 grid place-items-center">{end}</div>
          )}
        </div>
      )}
    </Field>
  );
}

import 'react';

declare module 'react' {
  /** Values that a stylesheet reads; React sets them by the CSSOM, which the policy allows. */
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}

import 'i18next';
import type { words } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof words };
    keySeparator: false;
    nsSeparator: false;
  }
}

/** What the suites run over: the dialects that are spoken, and the one that is thrown away. */
import { dialects } from '../index.ts';
import type { Dialect } from '../mechanism.ts';
import { ninth } from './ninth.ts';

export const spoken: readonly Dialect[] = [...dialects, ninth];

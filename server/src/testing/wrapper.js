// What bin/filmgate.js does, with a program that only tests need.
import { launch } from '../../bin/launch.js';

launch(new URL('wrapped-program.ts', import.meta.url));

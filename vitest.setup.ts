import { startTestPostgres } from './server/src/postgres/testing.ts';

/** One PostgreSQL for the whole run. */
export default startTestPostgres;

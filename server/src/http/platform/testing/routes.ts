import { createPlatformApi, type PlatformApiCore } from '../api.ts';

/** All that there are. Routes are data: they can be listed before anything stands behind them. */
export const routes = createPlatformApi({} as PlatformApiCore).routes;

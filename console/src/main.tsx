import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueries } from './api/queries.ts';
import { setSessionEnded } from './api/signed-out.ts';
import { startWords } from './i18n/start.ts';
import { createConsoleRouter } from './routes.tsx';
import { reloadOnLostChunk } from './shell/new-build.ts';
import './app.css';

/** Wiring only. */
reloadOnLostChunk();
const queries = createQueries(() => setSessionEnded(true));
const router = createConsoleRouter(queries);
const place = document.getElementById('app');
if (!place) throw new TypeError('index.html has a place for the app');

await startWords();
createRoot(place).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);

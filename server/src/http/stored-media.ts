import { stat } from 'node:fs/promises';
import { refuse } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { MediaStore } from '../media/store.ts';
import type { MediaUrls } from '../media/urls.ts';
import { answerFile, type ServedFile } from '../media/serve.ts';
import { findStored, taskIdOf } from '../tasks/own-files.ts';
import { findResult } from '../tasks/results.ts';
import { fileNames } from '../tasks/rows.ts';
import type { ResultFiles } from '../lines/driver.ts';
import type { MediaAnswer, MediaRoutes } from './media.ts';

export interface StoredMediaParts {
  database: Database;
  store: MediaStore;
  urls: MediaUrls;
  /** A result's files where the line keeps them until they are collected; null where it has none. */
  uncollected(upstreamId: string): ResultFiles | null;
  now(): number;
}

/** Serves what a signed URL names: from our storage, or from the line until the copy stands. */
export function createMediaRoutes(parts: StoredMediaParts): MediaRoutes {
  return {
    async open(path, request): Promise<MediaAnswer> {
      const verified = parts.urls.verifyMediaPath(path, parts.now());
      if (verified === 'expired') {
        throw refuse(
          'route_not_found',
          'This link has expired: read the task again for a fresh one.',
        );
      }
      const file = verified === 'invalid' ? null : await find(parts, verified.name);
      if (!file) throw refuse('route_not_found', 'There is no such file: check the link.');
      return answerFile(file, request);
    },
  };
}

async function find(parts: StoredMediaParts, name: string): Promise<ServedFile | null> {
  const sha256 = await findStored(parts.database, name);
  if (sha256 !== null) {
    const stored = await parts.store.open(sha256);
    return stored && { ...stored, name, etag: sha256 };
  }
  const taskId = taskIdOf(name);
  const upstreamId = (await findResult(parts.database, taskId))?.upstreamId;
  const files = upstreamId ? parts.uncollected(upstreamId) : null;
  const path = files && pathOf(files, taskId, name);
  if (!path) return null;
  const { size: bytes } = await stat(path);
  return { path, bytes, name, etag: null };
}

function pathOf(files: ResultFiles, taskId: string, name: string): string | null {
  switch (name) {
    case fileNames.video(taskId):
      return files.video;
    case fileNames.poster(taskId):
      return files.poster;
    case fileNames.lastFrame(taskId):
      return files.lastFrame;
    default:
      return null;
  }
}

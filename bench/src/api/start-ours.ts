import { Project } from '@lime/contracts';
import { startServer } from '../server/start-server.ts';
import type { ApiSide } from './api-side.ts';

const PROJECTS = 32;

/** The product's server with everything that stands between a request and a row: session, tenant, permission, validation, audit. */
export async function startOurs(databaseUrl: string, tempDir: string): Promise<ApiSide> {
  const server = await startServer({ databaseUrl, tempDir, embeddedRunner: false });
  const projectIds: string[] = [];
  for (let index = 1; index <= PROJECTS; index++) {
    const project = await server.api(Project, 'POST', '/projects', { name: `Bench ${index}`, key: `B${index}X` });
    projectIds.push(project.id);
  }
  return { url: `${server.origin}/api/v1`, headers: server.headers, projectIds, insertPaths: ['tickets'], stop: server.stop };
}

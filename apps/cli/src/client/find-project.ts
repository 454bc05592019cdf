import { readPages } from '@lime/client';
import type { Project } from '@lime/contracts';
import { CliError } from '../cli-error.ts';
import type { Client } from './client.ts';

/** The project that people call by this key, however they write it; with `archived`, one that was put away. Throws CliError naming those that there are. */
export async function findProject(client: Pick<Client, 'listProjects'>, key: string, { archived = false } = {}): Promise<Project> {
  const projects = await readPages((cursor) => client.listProjects({ query: { cursor, limit: 200, ...(archived && { archived }) } }));
  const project = projects.find((candidate) => candidate.key.toLowerCase() === key.toLowerCase());
  if (project) return project;
  throw new CliError({ message: `there is no project ${key}`, hint: `There are: ${projects.map((candidate) => candidate.key).join(', ') || 'none yet'}`, code: 'not_found' });
}

import type { z } from 'zod';
import { RepositoryFolder, type StartRunBody } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { findRepositoryIds } from '@lime/forge';
import { invalidField } from '@lime/http';
import type { FactoryContext } from '../context.ts';
import { type ChosenRepository, chooseRepository } from './choose-repository.ts';
import { type Origin, othersOf, repositoryOf } from './resolve-origin.ts';

/** One of several repositories: with its folder in the workspace, and what is its own. */
export type OtherRepository = ChosenRepository & { folder: string; setup: string | null; checks: string[] | null };

/** Where the work is done: in the main repository, and in others beside it. `ids`: those of the tenant's own among them, by address. */
export type ChosenRepositories = { main: ChosenRepository; others: OtherRepository[]; ids: ReadonlyMap<string, bigint>; /** Said with the main one. */ own: { setup: string | null; checks: string[] | null } };

type Context = Pick<FactoryContext, 'localRepositories'>;
type Wanted = Pick<z.output<typeof StartRunBody>, 'repository' | 'repositories'>;
type Asked = NonNullable<Wanted['repositories']>[number];

/**
 * The repositories that were asked for; else those of the run that this one starts from, else the project's default. 422
 * with the field for a folder that two would share, for a repository that is named twice, and for others than those that
 * the change belongs to which is taken over from `origin`.
 */
export async function chooseRepositories(ctx: Context, tx: TenantRead, { repository, repositories = [] }: Wanted, origin: Origin | null, projectId: bigint): Promise<ChosenRepositories> {
  if (origin && repositories.length > 0) refuse(invalidField('repositories', 'a run that goes on with another stays in its repositories'));
  const [first] = repositories;
  if (repositories.length > 1) return chooseSeveral(ctx, tx, repositories, projectId);
  const main = await chooseRepository(ctx, tx, first ? whereOf(first) : (repository ?? (origin && repositoryOf(origin))), projectId);
  const others = origin && repository === undefined ? othersOf(origin) : [];
  if (origin && others.length === 0 && origin.input.others.length > 0 && origin.run.patch !== null && origin.as === 'review') refuse(invalidField('repository', 'the change to be reviewed is in several repositories'));
  return { main, others, own: { setup: first?.setup ?? null, checks: first?.checks ?? null }, ids: await findRepositoryIds(tx, [main, ...others].map(({ url }) => url)) };
}

async function chooseSeveral(ctx: Context, tx: TenantRead, several: readonly Asked[], projectId: bigint): Promise<ChosenRepositories> {
  const chosen: OtherRepository[] = [];
  for (const [index, asked] of several.entries()) {
    const repository = await chooseRepository(ctx, tx, whereOf(asked), projectId);
    if (chosen.some(({ url }) => url === repository.url)) refuse(invalidField(`repositories.${index}`, 'is named twice'));
    const isFree = (name: string) => !chosen.some(({ folder }) => folder.toLowerCase() === name.toLowerCase());
    if (asked.folder !== undefined && !isFree(asked.folder)) refuse(invalidField(`repositories.${index}.folder`, 'another one has this folder already'));
    chosen.push({ ...repository, folder: asked.folder ?? folderOf(repository.url, index, isFree), setup: asked.setup, checks: asked.checks });
  }
  const [first, ...others] = chosen;
  if (!first) throw new Error('several repositories are none');
  const { setup, checks, ...main } = first;
  return { main, others, own: { setup, checks }, ids: await findRepositoryIds(tx, chosen.map(({ url }) => url)) };
}

function whereOf(asked: Asked): NonNullable<Wanted['repository']> {
  return 'url' in asked ? { url: asked.url, ref: asked.ref } : { repositoryId: asked.repositoryId, ref: asked.ref };
}

/** The end of its address, made fit to be a folder's name and unlike the others. */
function folderOf(url: string, index: number, isFree: (name: string) => boolean): string {
  const end = url.replace(/[/\\]+$/, '').split(/[/\\:]/).at(-1) ?? '';
  const name = end.replace(/\.git$/, '').replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 60);
  return [name, `${name}-${index + 1}`].find((candidate) => RepositoryFolder.safeParse(candidate).success && isFree(candidate)) ?? `repository-${index + 1}`;
}

import { z } from 'zod';
import type { RepositoryView } from './repository-view.ts';

const PackageJson = z.object({
  packageManager: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.string()).catch({}).default({}),
  dependencies: z.record(z.string(), z.string()).catch({}).default({}),
  devDependencies: z.record(z.string(), z.string()).catch({}).default({}),
  workspaces: z.unknown().optional(),
});
export type PackageJson = z.infer<typeof PackageJson>;

/** The repository's package.json as far as we use it; null where there is none or it is no JSON object. */
export async function readPackage(repository: RepositoryView): Promise<PackageJson | null> {
  const text = await repository.readText('package.json');
  if (text === null) return null;
  try {
    const parsed = PackageJson.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

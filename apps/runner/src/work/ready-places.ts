import type { CheckResult } from '@lime/contracts';
import { detectChecks } from '../checks/detect-checks.ts';
import { viewRepository } from '../setup/repository-view.ts';
import { cloneRepository, type Cloned } from './clone-repository.ts';
import type { Failed } from './failed.ts';
import { findReplaced, inEach, named, type Place } from './places.ts';
import type { Installed } from './run-command.ts';
import { runChecksAfter, runChecksBefore } from './run-checks.ts';
import { runSetup } from './run-setup.ts';
import { joinDiffs, type PartialDiff, takeDiff, type TakenDiff } from './take-diff.ts';

export type ClonedPlace = Place & { readonly cloned: Cloned };
/** A repository that is checked out and set up. */
export type ReadyPlace = ClonedPlace & { readonly installed: Installed; readonly where: { baseSha: string; exclude: readonly string[] }; /** What guards its change. */ readonly checks: readonly string[] };

export async function clonePlaces(places: readonly Place[]): Promise<{ ok: true; places: ClonedPlace[] } | Failed> {
  const done = await inEach(places, (place) => cloneRepository(place.bench));
  return done.ok ? { ok: true, places: pair(places, done.results, (place, cloned) => ({ ...place, cloned })) } : done;
}

/** Installs what each depends on, as it stands now. */
export async function setUpPlaces<P extends ClonedPlace>(places: readonly P[]): Promise<{ ok: true; places: (P & Omit<ReadyPlace, 'checks'>)[] } | Failed> {
  const done = await inEach(places, ({ bench, cloned }) => runSetup(bench, cloned.workspace.baseSha));
  if (!done.ok) return done;
  return { ok: true, places: pair(places, done.results, (place, { installed, exclude }) => ({ ...place, installed, where: { baseSha: place.cloned.workspace.baseSha, exclude } })) };
}

/** What guards the change in each: the checks that were asked for, else those that the repository has. `guarded` false: nothing does, as nothing may change. */
export async function choosePlacesChecks<P extends Place>(places: readonly P[], guarded: boolean): Promise<(P & Pick<ReadyPlace, 'checks'>)[]> {
  return Promise.all(places.map(async (place) => ({ ...place, checks: guarded ? (place.bench.step.assignment.work.checks ?? (await detectChecks(viewRepository(place.bench.tree)))) : [] })));
}

type Checked = { ok: true; results: CheckResult[] } | Failed;

export async function checkPlacesBefore(places: readonly ReadyPlace[]): Promise<Checked> {
  return checkEach(places, ({ bench, checks, installed, where }) => runChecksBefore(bench, checks, installed, where));
}

export async function checkPlacesAfter(places: readonly ReadyPlace[]): Promise<Checked> {
  return checkEach(places, ({ bench, checks, installed }) => runChecksAfter(bench, checks, installed));
}

async function checkEach(places: readonly ReadyPlace[], check: (place: ReadyPlace) => Promise<Checked>): Promise<Checked> {
  const done = await inEach(places, async (place) => {
    const checked = await check(place);
    return checked.ok ? { ok: true, results: named(place, checked.results) } : checked;
  });
  return done.ok ? { ok: true, results: done.results.flatMap(({ results }) => results) } : done;
}

/** What was changed in all of them, as one change and apart. */
export async function takePlacesDiff(places: readonly ReadyPlace[]): Promise<{ ok: true; diff: TakenDiff; parts: PartialDiff[] } | Failed> {
  const replaced = findReplaced(places);
  if (replaced) return replaced;
  const done = await inEach(places, ({ bench, where, folder }) => takeDiff(bench, where, folder));
  if (!done.ok) return done;
  const parts = pair(places, done.results, (place, diff) => ({ place, diff }));
  return { ok: true, parts, diff: joinDiffs(parts) };
}

/** What set-up provides in all of them, as seen from the workspace that holds them. */
export function installedInAll(places: readonly ReadyPlace[]): Installed {
  const readOnly = places.flatMap(({ folder, installed }) => installed.readOnly.map((mount) => (folder === null ? mount : { ...mount, inside: mount.inside.replace(/^\/workspace(?=\/|$)/, `/workspace/${folder}`) })));
  return { readOnly, env: Object.fromEntries(places.toReversed().flatMap(({ installed }) => Object.entries(installed.env))) };
}

function pair<A, B, C>(left: readonly A[], right: readonly B[], join: (a: A, b: B) => C): C[] {
  return left.flatMap((a, index) => {
    const b = right[index];
    return b === undefined ? [] : [join(a, b)];
  });
}

import { bundledProvider, INSTALLABLE, type Installable } from './providers/install/bundled-providers.ts';
import { findInstalled } from './providers/install/find-installed.ts';
import { installProvider, removeProvider } from './providers/install/install-provider.ts';

/** `lime provider` runs this: add | remove <name> <folder>, or list <folder>. Answers with one JSON document; progress goes to stderr. */
const [verb = '', ...rest] = process.argv.slice(2);
const answer = await manage(verb, rest);
process.stdout.write(`${JSON.stringify(answer)}\n`);
process.exit(answer.ok ? 0 : 1);

type Answer = { ok: false; message: string } | ({ ok: true } & Record<string, unknown>);

async function manage(wanted: string, args: string[]): Promise<Answer> {
  if (wanted === 'list') return { ok: true, providers: await listProviders(args[0] ?? '') };
  const [word = '', folder = ''] = args;
  const name = INSTALLABLE.find((known) => known === word);
  if (name === undefined) return { ok: false, message: `There is no provider "${word}" to install. There are: ${INSTALLABLE.join(', ')}.` };
  const bundled = await bundledProvider(name);
  if (wanted === 'remove') return { ok: true, removed: await removeProvider(folder, bundled) };
  return installProvider(folder, bundled, (text) => process.stderr.write(`${text}\n`));
}

async function listProviders(folder: string): Promise<unknown[]> {
  return Promise.all(INSTALLABLE.map((name) => describe(folder, name)));
}

async function describe(folder: string, name: Installable) {
  return { name, installed: (await findInstalled(folder, name)).ok, packages: (await bundledProvider(name)).packages };
}

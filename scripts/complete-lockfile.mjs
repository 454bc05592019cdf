// Adds to package-lock.json the optional packages of other platforms that npm left out.
//
// npm drops them when the registry it asked does not serve them, and `npm ci` then refuses the lockfile
// as out of sync, everywhere. An entry without a hash is enough: it is only read to skip the package, or,
// on that platform, to fetch it by name and version.
import { readFileSync, writeFileSync } from 'node:fs';
import { inProject } from './setup/project-root.mjs';

const lockfile = inProject('package-lock.json');
const lock = JSON.parse(readFileSync(lockfile, 'utf8'));
for (const [path, found] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(found.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    if (place in lock.packages || `${path}/${place}` in lock.packages) continue;
    const platform = platformOf(name);
    if (platform) lock.packages[place] = { version, ...platform, ...(found.dev && { dev: true }), optional: true };
  }
}
const [root, ...others] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([root, ...others.toSorted(([a], [b]) => a.localeCompare(b, 'en'))]);
writeFileSync(lockfile, `${JSON.stringify(lock, null, 2)}\n`);

/** Reads "@oxlint/binding-linux-arm-gnueabihf" as npm's os, cpu and libc; undefined for other packages. */
function platformOf(name) {
  const parts = name.match(/(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x)(?:-(\w+))?$/);
  if (parts === null) return name.endsWith('-wasm32-wasi') ? { cpu: ['wasm32'] } : undefined;
  const [, os, cpu, abi = ''] = parts;
  const libc = os === 'linux' ? { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] } : {};
  return { os: [os], cpu: [cpu], ...libc };
}

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Registries } from '../setup/registries.ts';

export type TestRegistry = Disposable & {
  readonly registries: Registries;
  /** Paths asked for so far. */
  readonly asked: string[];
  /** package.json and package-lock.json of a project that depends on the registry's package. */
  readonly project: (more?: object) => Record<string, string>;
};

/** A small npm registry on loopback, called `host`, with one package, `tiny@1.0.0`, that exports 'tiny'. */
export function testRegistry(host: '127.0.0.1' | 'localhost' = '127.0.0.1'): TestRegistry {
  const tarball = packPackage();
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const asked: string[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request) => {
      const { pathname, origin } = new URL(request.url);
      asked.push(pathname);
      if (pathname === '/tiny/-/tiny-1.0.0.tgz') return new Response(new Uint8Array(tarball));
      if (pathname !== '/tiny') return new Response('no such package', { status: 404 });
      const version = { name: 'tiny', version: '1.0.0', dist: { tarball: `${origin}/tiny/-/tiny-1.0.0.tgz`, integrity } };
      return Response.json({ name: 'tiny', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } });
    },
  });
  const origin = `http://${host}:${server.port}`;
  const inside = host === 'localhost' ? '' : 'localhost';
  const lock = { name: 'app', lockfileVersion: 3, requires: true, packages: { '': { name: 'app', dependencies: { tiny: '1.0.0' } }, 'node_modules/tiny': { version: '1.0.0', resolved: `${origin}/tiny/-/tiny-1.0.0.tgz`, integrity } } };
  return {
    asked,
    project: (more = {}) => ({ 'package.json': JSON.stringify({ name: 'app', dependencies: { tiny: '1.0.0' }, ...more }), 'package-lock.json': JSON.stringify(lock) }),
    registries: {
      allow: [{ host, port: Number(server.port), private: true }],
      env: { npm_config_registry: `${origin}/`, NO_PROXY: inside, no_proxy: inside },
      readOnly: [],
      upstream: null,
      notes: [],
    },
    [Symbol.dispose]: () => void server.stop(true),
  };
}

function packPackage(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'lime-pack-'));
  try {
    mkdirSync(join(folder, 'package'));
    writeFileSync(join(folder, 'package/package.json'), JSON.stringify({ name: 'tiny', version: '1.0.0', main: 'index.js' }));
    writeFileSync(join(folder, 'package/index.js'), "module.exports = 'tiny';\n");
    Bun.spawnSync(['tar', 'czf', 'tiny.tgz', 'package'], { cwd: folder });
    return readFileSync(join(folder, 'tiny.tgz'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

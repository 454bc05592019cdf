import { describe, expect, test } from 'bun:test';
import { tmpdir } from 'node:os';
import { parsePipSettings } from './read-client-settings.ts';
import { chooseRegistries } from './registries.ts';

describe('chooseRegistries', () => {
  test('the public ones where nothing else is configured', () => {
    const chosen = chooseRegistries({ registry: 'https://registry.npmjs.org/' }, {}, {});
    expect(chosen.allow).toEqual(['registry.npmjs.org', 'registry.yarnpkg.com', 'pypi.org', 'files.pythonhosted.org'].map((host) => ({ host, port: 443, private: true })));
    expect(chosen).toMatchObject({ env: {}, readOnly: [], upstream: null, notes: [] });
    expect(chooseRegistries({}, {}, {}).allow).toEqual(chosen.allow);
  });

  test('the configured ones instead, without their credentials', () => {
    const chosen = chooseRegistries(
      { registry: 'http://bot:s3cret@npm.internal:4873/', '@acme:registry': 'https://acme.example/npm/', '//npm.internal:4873/:_authToken': '(protected)' },
      { 'index-url': ['https://bot:s3cret@pypi.internal/simple'] },
      {},
    );
    expect(chosen.allow).toEqual([
      { host: 'npm.internal', port: 4873, private: true },
      { host: 'acme.example', port: 443, private: true },
      { host: 'pypi.internal', port: 443, private: true },
    ]);
    expect(chosen.env).toEqual({ npm_config_registry: 'http://npm.internal:4873/', 'npm_config_@acme:registry': 'https://acme.example/npm/', YARN_NPM_REGISTRY_SERVER: 'http://npm.internal:4873/', PIP_INDEX_URL: 'https://pypi.internal/simple', UV_DEFAULT_INDEX: 'https://pypi.internal/simple' });
    expect(chosen.notes).toEqual([expect.stringContaining('npm.internal:4873')]);
    expect(JSON.stringify(chosen)).not.toContain('s3cret');
  });

  test('folders of packages on this machine are mounted; system folders are not', () => {
    const chosen = chooseRegistries({}, { 'find-links': [tmpdir(), '/etc/secrets', '/', '/usr/share/wheels', '/proc/1'], 'extra-index-url': ['file:///etc/simple'] }, {});
    expect(chosen.readOnly).toEqual([]);
    const folder = '/var/log';
    expect(chooseRegistries({}, { 'extra-index-url': [`file://${folder}/simple`] }, {})).toMatchObject({ readOnly: [{ inside: folder }], env: { PIP_EXTRA_INDEX_URL: `file://${folder}/simple` } });
  });

  test('goes through the proxy that this machine goes through', () => {
    expect(chooseRegistries({}, {}, { HTTPS_PROXY: 'http://user:pw@proxy.internal:3128', NO_PROXY: 'localhost, *.internal' }).upstream).toEqual({ url: 'http://user:pw@proxy.internal:3128', noProxy: ['localhost', '.internal'] });
  });
});

test('pip\'s settings: the environment outranks files', () => {
  expect(parsePipSettings("global.index-url='https://a/simple'\n:env:.index-url='https://b/simple'\nglobal.find-links='/x\\n/y'\n")).toEqual({ 'index-url': ['https://b/simple'], 'find-links': ['/x', '/y'] });
});

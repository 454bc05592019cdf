import { expect, test } from 'bun:test';
import { egressWords, readEgress, splitEgress } from './read-egress.ts';

const read = (hosts: string, registries = false) => readEgress({ registries, hosts });

test('hosts are one a line, each once; what is none is named', () => {
  expect(read(' Example.org \n\n*.example.org:443\nexample.org:443\n')).toEqual({ ok: true, entries: ['example.org', '*.example.org'] });
  expect(read('example.org\nhttps://example.org/path')).toMatchObject({ ok: false, problem: expect.stringContaining('“https://example.org/path”') });
  expect(read('')).toEqual({ ok: true, entries: [] });
});

test('package registries are one entry, ticked or typed', () => {
  const entries = ['registries', 'example.org'];
  expect([read('example.org', true), read('example.org\nregistries')]).toMatchObject([{ entries }, { entries: ['example.org', 'registries'] }]);
  expect(splitEgress(['example.org', 'registries'])).toEqual({ registries: true, hosts: 'example.org' });
  expect([egressWords(entries), egressWords([])]).toEqual(['package registries, example.org', 'nothing']);
});

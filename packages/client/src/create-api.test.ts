import { afterAll, expect, test } from 'bun:test';
import { z } from 'zod';
import { createApi, type Transport } from './create-api.ts';
import { get, patch, post, remove } from './operation.ts';
import { readPages } from './read-pages.ts';

const Note = z.object({ id: z.string(), text: z.string() });
const NotePage = z.object({ items: z.array(Note), next: z.string().nullable() });
const operations = {
  listNotes: get('/notes', { query: z.object({ cursor: z.string().optional(), limit: z.int().optional() }), answer: NotePage }),
  updateNote: patch('/notes/:id/lines/:line', { body: z.strictObject({ text: z.string() }), answer: Note }),
  pingNote: post('/notes/:id/ping', { answer: Note }),
  deleteNote: remove('/notes/:id', {}),
  readBytes: get('/notes/:id/bytes', { answer: 'bytes' }),
};

const asked: string[] = [];
const server = Bun.serve({
  hostname: '127.0.0.1', port: 0,
  fetch: async (request) => {
    const { pathname, search, searchParams } = new URL(request.url);
    asked.push(`${request.method} ${pathname}${search} ${request.headers.get('if-match') ?? ''} ${await request.text()}`.trim());
    if (request.method === 'DELETE') return new Response(null, { status: 204 });
    if (pathname.endsWith('/bytes')) return new Response('raw');
    if (pathname === '/notes') return Response.json(searchParams.get('cursor') === '1' ? { items: [{ id: '2', text: 'b' }], next: null } : { items: [{ id: '1', text: 'a' }], next: '1' });
    return Response.json(pathname.endsWith('/ping') ? { id: 7 } : { id: '1', text: 'x' });
  },
});
afterAll(() => server.stop(true));

const transport: Transport = {
  request: ({ method, path, body, headers }) => fetch(new URL(path, server.url), { method, ...(headers && { headers }), ...(body !== undefined && { body: JSON.stringify(body) }) }),
  misunderstood: ({ path }, error) => new Error(`${path}: ${error.issues[0]?.path.join('.')}`),
};
const api = createApi(operations, transport);

test('a call puts ids, query and body in their places, and gives what the operation answers', async () => {
  expect(await api.updateNote({ id: 'a/b', line: '2', body: { text: 'x' } }, { headers: { 'if-match': '"3"' } })).toEqual({ id: '1', text: 'x' });
  expect(await api.listNotes({ query: { cursor: undefined, limit: 5 } })).toMatchObject({ next: '1' });
  expect(await api.deleteNote({ id: '1' })).toBeUndefined();
  expect(await (await api.readBytes({ id: '1' })).text()).toBe('raw');
  expect(asked.splice(0)).toEqual(['PATCH /notes/a%2Fb/lines/2 "3" {"text":"x"}', 'GET /notes?limit=5', 'DELETE /notes/1', 'GET /notes/1/bytes']);
});

test('an answer of another shape is told by the app, in its own words', async () => {
  expect(api.pingNote({ id: '1' })).rejects.toThrow('/notes/1/ping: id');
});

test('pages are read to their end', async () => {
  expect((await readPages((cursor) => api.listNotes({ query: { cursor } }))).map(({ id }) => id)).toEqual(['1', '2']);
});

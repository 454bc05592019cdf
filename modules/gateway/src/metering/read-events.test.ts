import { expect, test } from 'bun:test';
import { longestEventBytes } from '../tunables.ts';
import { createEventReader } from './read-events.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const stream = 'event: a\ndata: {"type":"a"}\n\ndata: [DONE]\r\ndata: {"type":"b","text":"ä\\n"}\n\n';

test.each([1, 2, 3, 7, 1000])('events are found wherever chunks end: of %d bytes each', (size) => {
  const whole = bytes(stream);
  const read = createEventReader();
  const events = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) => read(whole.slice(index * size, (index + 1) * size))).flat();
  expect(events).toEqual([{ type: 'a' }, { type: 'b', text: 'ä\n' }]);
});

const eventOf = (type: string, text: string) => `event: ${type}\ndata: ${JSON.stringify({ type, delta: text })}\n\n`;
const talk = [...'abc'].map((text) => eventOf('quiet', text.repeat(40))).join('') + eventOf('loud', 'x') + eventOf('quiet', 'd'.repeat(5)) + eventOf('quieter', 'e') + eventOf('quiet', 'f'.repeat(7));

test.each([1, 2, 3, 7, 64, 1000])('of quiet events the length is told and nothing else, wherever chunks end: of %d bytes each', (size) => {
  let said = 0;
  const lengthOf = ({ delta }: Record<string, unknown>) => String(delta).length;
  const read = createEventReader({ types: ['quiet'], lengthOf, said: (characters) => (said += characters) });
  const whole = bytes(talk);
  const events = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) => read(whole.slice(index * size, (index + 1) * size))).flat();
  // The first of the quiet ones is parsed, to learn how long they are beside what they say.
  expect([events.map(({ type }) => type), said]).toEqual([['quiet', 'loud', 'quieter'], 40 + 40 + 5 + 7]);
});

test.each([1, 7, 64, 1000])('what stands beside a piece may have any length, and a long event any content: in chunks of %d bytes', (size) => {
  let said = 0;
  const numbered = (at: number, delta: string) => `event: quiet\ndata: ${JSON.stringify({ type: 'quiet', sequence_number: at, delta, filling: 'x'.repeat(at % 16) })}\n\n`;
  const pieces = Array.from({ length: 200 }, (_, index) => (index % 3 === 0 ? 'a"b\\\n' : 'words '));
  const whole = bytes(pieces.map((delta, index) => numbered(index * 50, delta)).join('') + eventOf('quiet', '').replace('"delta":""', `"signature":"${'s'.repeat(1000)}"`));
  const read = createEventReader({ types: ['quiet'], lengthOf: ({ delta }) => (typeof delta === 'string' ? delta.length : 0), member: '"delta":"', said: (characters) => (said += characters) });
  const events = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) => read(whole.slice(index * size, (index + 1) * size))).flat();
  expect([events.length, said]).toEqual([2, pieces.slice(1).reduce((sum, delta) => sum + JSON.stringify(delta).length - 2, 0)]);
});

test('a line without end is not kept, and holds nobody up; what comes after it is read', () => {
  const read = createEventReader();
  const piece = new Uint8Array(64 * 1024).fill(97);
  read(bytes('data: "'));
  // Joined anew with each piece, this would copy terabytes.
  for (let sent = 0; sent < 20 * longestEventBytes; sent += piece.length) expect(read(piece)).toEqual([]);
  expect(read(bytes('"}\ndata: {"type":"a"}\nda'))).toEqual([{ type: 'a' }]);
  expect(read(bytes('ta: {"type":"b"}\n'))).toEqual([{ type: 'b' }]);
});

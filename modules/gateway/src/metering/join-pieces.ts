import { isObject, type Members } from '../protocols/json.ts';
import { createEventReader } from './read-events.ts';

type Block = { type: string; name?: string; text: string };

/**
 * A streamed answer with its pieces put together, by content block (Messages) or output item
 * (Responses): a secret that came in two pieces can only be seen, and masked, in one.
 */
export function joinPieces(chunks: readonly Uint8Array[]): Block[] {
  const blocks = new Map<string, Block>();
  const read = createEventReader();
  for (const event of chunks.flatMap(read)) {
    const key = JSON.stringify(event['item_id'] ?? event['index'] ?? (isObject(event['item']) ? event['item']['id'] : null));
    const begun = isObject(event['content_block']) ? event['content_block'] : isObject(event['item']) ? event['item'] : null;
    if (begun && !blocks.has(key)) blocks.set(key, { type: String(begun['type']), ...(typeof begun['name'] === 'string' && { name: begun['name'] }), text: '' });
    const piece = pieceOf(event['delta']);
    if (piece === '') continue;
    const block = blocks.get(key) ?? { type: 'text', text: '' };
    blocks.set(key, { ...block, text: block.text + piece });
  }
  return [...blocks.values()];
}

function pieceOf(delta: unknown): string {
  if (typeof delta === 'string') return delta;
  return isObject(delta) ? textOf(delta) : '';
}

function textOf(delta: Members): string {
  return ['text', 'thinking', 'partial_json'].map((member) => (typeof delta[member] === 'string' ? delta[member] : '')).join('');
}

import { type Protocol } from '../conversation/conversation.ts';
import { type ReadScript } from '../script/script.ts';

const usual: Record<Protocol, string[]> = { anthropic: ['claude-sonnet-5-5'], openai: ['gpt-5.5'] };

/** `GET /v1/models`: those that the script allows, else one for each protocol (any other is answered as well). */
export function listModels(script: ReadScript, protocol: Protocol): Record<string, unknown> {
  const ids = script.models ?? usual[protocol];
  if (protocol === 'openai') return { object: 'list', data: ids.map((id) => ({ id, object: 'model', created: 0, owned_by: 'script' })) };
  const data = ids.map((id) => ({ id, type: 'model', display_name: id, created_at: '2025-01-01T00:00:00Z' }));
  return { data, has_more: false, first_id: ids[0], last_id: ids.at(-1) };
}

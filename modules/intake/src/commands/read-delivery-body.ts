import { parseStorableJson } from '@lime/http';
import { providers } from '../providers/providers.ts';
import type { Told } from '../providers/provider.ts';
import { ignored } from '../providers/to-event.ts';
import { unpackBody } from '../receive/pack-body.ts';
import type { WaitingRow } from '../sql/deliveries.ts';

/** What a stored delivery says; null when it is not JSON, and never will be. */
export function readDeliveryBody({ event, headers, body, provider, events }: Pick<WaitingRow, 'event' | 'headers' | 'body' | 'provider' | 'events'>): Told | null {
  const payload = parsePayload(headers['content-type'] ?? '', new TextDecoder().decode(unpackBody(body)));
  if (payload === undefined) return null;
  const told = providers[provider].read(event, payload);
  return events.length === 0 || events.includes(event) ? told : { ...told, event: ignored(`the webhook does not listen to ${event}`) };
}

/** GitHub sends a form with the JSON in it when the webhook is set up so. Undefined for what is neither. */
function parsePayload(contentType: string, text: string): unknown {
  try {
    return parseStorableJson(contentType.startsWith('application/x-www-form-urlencoded') ? (new URLSearchParams(text).get('payload') ?? '') : text);
  } catch {
    return undefined;
  }
}

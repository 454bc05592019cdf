import type { DeliveryState } from '@lime/contracts';
import { Status, type Tone } from '../../components/run-status.tsx';
import { wordsOf } from '../../lib/words.ts';

const tones: Record<DeliveryState, Tone> = { received: 'live', processed: 'ok', ignored: 'idle', failed: 'bad' };

export function DeliveryMark({ state }: { state: DeliveryState }) {
  return <Status tone={tones[state]} words={wordsOf(state)} pill live={state === 'received'} />;
}

import { type Moment } from './conversation.ts';
import { withoutAdditions } from './without-additions.ts';

/** One piece of a conversation in order: said by people, answered by a tool, or made by the model. */
export type Piece = { by: 'person' | 'tool'; text: string } | { by: 'model' };

/**
 * Splits a conversation at the model's answers. An answer that nothing follows was never finished (its stream was
 * cut) and is being asked for again, so it does not count.
 */
export function gatherMoments(pieces: Piece[]): Moment[] {
  const moments: Piece[][] = [[]];
  let wasModel = false;
  for (const piece of pieces) {
    if (piece.by !== 'model') {
      if (wasModel) moments.push([]);
      moments.at(-1)?.push(piece);
    }
    wasModel = piece.by === 'model';
  }
  return moments.map(toMoment);
}

function toMoment(pieces: Piece[]): Moment {
  const texts = (by: Piece['by']) => pieces.flatMap((piece) => (piece.by !== 'model' && piece.by === by ? [piece.text] : []));
  const said = texts('person').map(withoutAdditions).filter((text) => text !== '').join('\n');
  return { said, results: texts('tool'), all: [...texts('person'), ...texts('tool')].join('\n') };
}

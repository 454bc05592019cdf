import type { ModelSide } from './ask-model.ts';

/** Both ways to the model, standing all the time: the model as fast as it can, and at a model's pace. */
export type Ways = { ours: ModelSide; direct: ModelSide; pacedDirect: ModelSide; pids: Record<'gateway' | 'model' | 'agent', number> };

import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import pg from 'pg';
import { STEPS } from '../adapter/protocol.ts';
import type { Engine } from '../adapter/serve-adapter.ts';
import type { StepClock } from '../adapter/time-steps.ts';

const State = Annotation.Root({ done: Annotation<number> });
type Config = { configurable?: { clock?: StepClock } };

/**
 * A graph of ten nodes in a row, a thread for every run, a checkpoint in Postgres for every node.
 * `sync` writes it before the next node begins, `async` (LangGraph's default) while that node runs.
 */
export async function startLangGraph(databaseUrl: string, durability: 'sync' | 'async'): Promise<Engine> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
  const checkpointer = new PostgresSaver(pool);
  await checkpointer.setup();
  const graph = buildGraph().compile({ checkpointer });
  return {
    runWorkflow: async (clock) => {
      const configurable = { thread_id: crypto.randomUUID(), clock };
      await graph.invoke({ done: 0 }, { configurable, durability });
    },
    stop: () => pool.end(),
  };
}

function buildGraph() {
  const runStep = (state: typeof State.State, config: Config) => {
    config.configurable?.clock?.mark();
    return { done: state.done + 1 };
  };
  const names = Array.from({ length: STEPS }, (_, index) => `step${index}`);
  const graph = new StateGraph(State).addNode(names.map((name): [string, typeof runStep] => [name, runStep]));
  const chain = [START, ...names, END];
  for (const [index, to] of chain.slice(1).entries()) graph.addEdge(chain[index] ?? START, to);
  return graph;
}

import type { Announcer } from '@lime/db';

export type TopicWatch = {
  /** Calls `look` at every announcement of one of the topics, until the returned function is called. */
  watch(topics: string[], look: () => void): () => void;
  stop(): void;
};

/** Many watchers, each of a few topics, on one listener: an announcement costs a look-up, however many they are. */
export function watchTopics(announcer: Announcer): TopicWatch {
  const watchers = new Map<string, Set<() => void>>();
  const stop = announcer.listen((topic) => watchers.get(topic)?.forEach((look) => look()));
  return {
    stop,
    watch: (topics, look) => {
      for (const topic of topics) watchers.set(topic, (watchers.get(topic) ?? new Set()).add(look));
      return () => {
        for (const topic of topics) {
          const left = watchers.get(topic);
          left?.delete(look);
          if (left?.size === 0) watchers.delete(topic);
        }
      };
    },
  };
}

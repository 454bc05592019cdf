import { lazy, Suspense } from 'react';

const MarkdownBody = lazy(() => import('./markdown-body.tsx').then((module) => ({ default: module.MarkdownBody })));

/** Shows Markdown; until its renderer has come, the same text as it was written. */
export function MarkdownText({ text }: { text: string }) {
  return (
    <Suspense fallback={<div className="whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</div>}>
      <MarkdownBody text={text} />
    </Suspense>
  );
}

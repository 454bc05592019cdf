import type { ReactNode } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';

const plugins = [remarkGfm];
const components: Components = {
  a: ({ href, children }) => <Outward href={href}>{children}</Outward>,
  img: ({ src, alt }) => <Outward href={src}>{alt === undefined || alt === '' ? 'image' : alt}</Outward>,
};

/** Agents and people write Markdown. No raw HTML; images become links, for a page may load nothing from outside. */
export function MarkdownBody({ text }: { text: string }) {
  return (
    <div className="prose-lime">
      <Markdown remarkPlugins={plugins} components={components}>
        {text}
      </Markdown>
    </div>
  );
}

function Outward({ href, children }: { href: unknown; children: ReactNode }) {
  return (
    <a href={typeof href === 'string' ? href : undefined} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

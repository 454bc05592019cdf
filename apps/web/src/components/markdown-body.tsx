import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';

const plugins = [remarkGfm];

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
  img: ({ src, alt }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noreferrer noopener">
      {alt || 'image'}
    </a>
  ),
};

/** Agents and people write Markdown. No raw HTML; images become links, for a page may load nothing from outside. */
export function MarkdownBody({ text }: { text: string }) {
  return (
    <div className="prose-lime">
      <Markdown
        remarkPlugins={plugins}
        components={components}
      >
        {text}
      </Markdown>
    </div>
  );
}

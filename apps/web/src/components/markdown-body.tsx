import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';

const plugins = [remarkGfm];

/** Agents and people write Markdown. No raw HTML; images become links, for a page may load nothing from outside. */
export default function MarkdownBody({ text }: { text: string }) {
  return (
    <div className="prose-lime">
      <Markdown
        remarkPlugins={plugins}
        components={{
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
        }}
      >
        {text}
      </Markdown>
    </div>
  );
}

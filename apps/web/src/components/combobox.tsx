import { ChevronsUpDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type ComponentProps, type KeyboardEvent, useId, useRef, useState } from 'react';
import { cx } from '../lib/class-names.ts';
import { Input } from './field.tsx';

type Option = { value: string; name: string };
type ComboboxProps = Pick<ComponentProps<'input'>, 'id' | 'aria-describedby' | 'aria-invalid' | 'aria-label' | 'disabled' | 'autoFocus' | 'placeholder'> & {
  /** What is chosen, in words; empty when nothing is. */
  chosen: string;
  /** What fits the text; undefined while that is asked for. */
  options: Option[] | undefined;
  /** There are more than these. */
  more?: boolean;
  onText: (text: string) => void;
  onChoose: (value: string) => void;
};

/** A choice among many: typing finds, arrows walk, Enter chooses, Escape leaves it as it was. */
export function Combobox({ chosen, options, more = false, onText, onChoose, ...input }: ComboboxProps) {
  const listId = useId();
  const box = useRef<HTMLDivElement>(null);
  const { open, text, active, setActive, show, type, choose, onKeyDown } = useList({ options, onText, onChoose });
  return (
    <Popover.Root open={open} onOpenChange={(next) => next || show(false)}>
      <Popover.Anchor asChild>
        <div ref={box} className="relative w-full">
          <Input
            {...input}
            role="combobox"
            aria-expanded={open}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={open && options?.[active] ? `${listId}-${active}` : undefined}
            autoComplete="off"
            spellCheck={false}
            className="truncate pr-8"
            value={open ? text : chosen}
            placeholder={open && chosen !== '' ? chosen : (input.placeholder ?? 'Search…')}
            onChange={(event) => type(event.target.value)}
            onClick={() => open || show(true)}
            onBlur={() => open && show(false)}
            onKeyDown={onKeyDown}
          />
          <ChevronsUpDown size={14} aria-hidden className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-faint" />
        </div>
      </Popover.Anchor>
      <Popover.Portal container={box.current?.closest<HTMLElement>('[role=dialog]') ?? null}>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => event.target instanceof Node && box.current?.contains(event.target) && event.preventDefault()}
          // The field keeps the focus while somebody clicks or scrolls here.
          onMouseDown={(event) => event.preventDefault()}
          role="presentation"
          className="z-50 flex max-h-[min(18rem,var(--radix-popover-content-available-height))] w-(--radix-popover-trigger-width) min-w-56 animate-appear flex-col rounded-xl border border-line bg-raised p-1 text-sm shadow-pop"
        >
          <Options id={listId} options={options} active={active} onActive={setActive} onChoose={choose} />
          {more ? <p className="px-2 pt-1 pb-0.5 text-xs text-faint">There are more: type to find them.</p> : null}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type ListOptions = Pick<ComboboxProps, 'options' | 'onText' | 'onChoose'>;

/** Whether the list is open, what was typed since, and which option the keys are at. */
function useList({ options, onText, onChoose }: ListOptions) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const put = (next: boolean, typed: string) => {
    setOpen(next);
    setText(typed);
    setActive(0);
    onText(typed.trim());
  };
  const show = (next: boolean) => put(next, '');
  const choose = (option: Option | undefined) => {
    if (option === undefined) return;
    onChoose(option.value);
    show(false);
  };
  const walk = (step: number) => setActive((before) => Math.min(Math.max(before + step, 0), Math.max((options?.length ?? 0) - 1, 0)));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (open) walk(step);
      else show(true);
    } else if (event.key === 'Enter' && open && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      choose(options?.[active]);
    } else if (event.key === 'Escape' && open) {
      // The dialog around it stays.
      event.stopPropagation();
      event.nativeEvent.stopImmediatePropagation();
      show(false);
    }
  };
  return { open, text, active, setActive, show, type: (typed: string) => put(true, typed), choose, onKeyDown };
}

type OptionsProps = { id: string; options: Option[] | undefined; active: number; onActive: (index: number) => void; onChoose: (option: Option) => void };

function Options({ id, options, active, onActive, onChoose }: OptionsProps) {
  return (
    <>
      <div id={id} role="listbox" aria-label="Choices" className="min-h-0 overflow-y-auto">
        {options?.map((option, index) => (
          // The field has the focus and the keys: its active descendant is this.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={option.value}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            ref={index === active ? keepInView : null}
            onClick={() => onChoose(option)}
            onMouseMove={() => onActive(index)}
            className={cx('cursor-pointer rounded-lg px-2 py-1.5 [overflow-wrap:anywhere]', index === active && 'bg-hover')}
          >
            {option.name}
          </div>
        ))}
      </div>
      {options === undefined || options.length === 0 ? (
        <p role="status" className="px-2 py-1.5 text-muted">
          {options === undefined ? 'Looking…' : 'Nothing fits.'}
        </p>
      ) : null}
    </>
  );
}

const keepInView = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' });

import type { Entity } from '@lime/contracts';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { FormValues } from './form-values.ts';

/** One of an entity, as the server gave it. */
export type EntityRow = Record<string, unknown> & { id: string };

/** What a screen of an entity has besides what its definition says. */
export type EntityKind = {
  entity: Entity;
  /** What it takes to change one. */
  permission: string;
  /** The body of a creation, where it is more than the fields. */
  create?: z.ZodObject;
  /** The answer of a creation, where it is more than the view. */
  created?: z.ZodType;
  /** What the dialog leaves to others. */
  hidden?: readonly string[];
  /** What tells one from others, when it has no name. */
  nameOf?: (row: EntityRow) => string;
  /** The fields that the list shows besides the name; all short ones when left out. */
  columns?: readonly string[];
  /** How a field stands in the list, where that is not what its schema says. */
  cells?: Record<string, (row: EntityRow) => ReactNode>;
  /** Whether a field is asked for while the others are so. */
  asks?: (name: string, values: FormValues) => boolean;
  /** The name of what a field refers to, where another field says what that is. */
  refersTo?: (name: string, values: FormValues) => string | undefined;
  /** Buttons of a row, before Edit and Delete. */
  Actions?: (props: { row: EntityRow }) => ReactNode;
  /** Below the fields of the dialog. */
  Trial?: (props: { values: FormValues; row: EntityRow | null }) => ReactNode;
  /** Shown once something was made. */
  Made?: (props: { made: EntityRow; onClose: () => void }) => ReactNode;
  /** Below the list. */
  Below?: () => ReactNode;
  /** What is lost when one is deleted. */
  lost?: string;
};

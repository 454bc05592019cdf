import type { Entity } from '@lime/contracts';
import { type Problem, refuse } from '@lime/kernel';
import { foreignKeyViolation } from '@lime/db';
import { invalidField, refuseTaken } from '@lime/http';
import { columnOf } from './to-view.ts';

/** A write that the database may refuse: 409 for what is there already, 422 naming the field that refers to nothing. */
export async function refuseUnfit<T>(entity: Pick<Entity, 'one' | 'fields'>, write: Promise<T>): Promise<T> {
  try {
    return await refuseTaken(write, { code: `${entity.one.replaceAll(' ', '_')}_exists`, title: 'There already', detail: alreadyThere(entity) });
  } catch (error) {
    const constraint = foreignKeyViolation(error);
    return constraint === null ? Promise.reject(error) : refuse(dangling(entity, constraint));
  }
}

/** The key's own name says which column it is about: `tickets_tenant_id_board_id_fkey`. What only stands for a scope is about that. */
function dangling({ fields }: Pick<Entity, 'fields'>, constraint: string): Problem {
  const field = Object.keys(fields).find((name) => constraint.endsWith(`_${columnOf(name)}_fkey`)) ?? 'scopeId';
  return invalidField(field, `there is no such ${field === 'scopeId' ? 'scope' : wordsOf(field.replace(/Id$/, ''))}`);
}

/** What makes two of them the same is their name, or where nobody names them what they are about. */
function alreadyThere({ one, fields }: Pick<Entity, 'one' | 'fields'>): string {
  const article = /^[aeiou]/.test(one) ? 'an' : 'a';
  return `There is such ${article} ${one} already. Change that one instead${'name' in fields ? ', or give this one another name' : ''}.`;
}

/** `deploymentTarget`: "deployment target". */
function wordsOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

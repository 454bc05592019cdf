import { redactText, refuse } from '@lime/kernel';
import type { TenantRead } from '@lime/db';
import { invalidField } from '@lime/http';
import { readRepository } from '../sql/repositories.ts';
import { pipelineProvider } from './keep-pipeline-run.ts';

/** A pipeline is of its repository's own forge, has a file where the forge starts it by one, and holds no secret. */
export async function checkPipeline(tx: TenantRead, { repositoryId, provider, config }: Record<string, unknown>): Promise<void> {
  const repository = await readRepository(tx, BigInt(String(repositoryId)));
  if (!repository) refuse(invalidField('repositoryId', 'there is no such repository'));
  const fits = pipelineProvider(repository);
  if (fits !== provider) refuse(invalidField('provider', fits === null ? `${repository.full_name} stands on a plain git server, which has no pipelines` : `must be ${fits}, as ${repository.full_name} is of ${repository.provider}`));
  const text = JSON.stringify(config ?? {});
  if (redactText(text) !== text) refuse(invalidField('config', 'looks as if it held a secret: set it as a variable of the pipeline instead, and name it as $env.NAME'));
}

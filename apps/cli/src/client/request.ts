import type { ApiRequest } from '@lime/client';
import { ProblemBody } from '@lime/contracts';
import { parseJson } from '@lime/kernel';
import type { z } from 'zod';
import { CliError, exitCodes } from '../cli-error.ts';
import { cloneFolder, type Connection } from './find-connection.ts';

/** Makes one API call and gives the answer as it is. Throws CliError for refusals and for a server that is away. */
export async function request(connection: Connection, { method, path, body, bytes }: ApiRequest): Promise<Response> {
  const response = await fetch(`${connection.server}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${connection.token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...(bytes && { 'content-type': 'application/octet-stream' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(bytes && { body: bytes }),
  }).catch((error: unknown) => {
    throw unreachable(connection, error instanceof Error ? error.message : String(error));
  });
  if (!response.ok) throw refusal(response.status, await response.text().catch(() => ''));
  return response;
}

/** An answer that is not what the operation says. */
export function notUnderstood({ path }: ApiRequest, { issues: [issue] }: z.ZodError): CliError {
  return new CliError({ message: `the server's answer to ${path} is not understood (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`, hint: 'Do the server and this command come from the same version?', code: 'bad_answer' });
}

/** The server does not answer: says how to start it. */
export function unreachable(connection: Connection, reason: string): CliError {
  return new CliError({
    message: `the server at ${connection.server} cannot be reached (${reason})`,
    hint: `Start it with: npm start (in ${cloneFolder})\nIf it runs elsewhere, set LIME_SERVER. "lime doctor" checks this machine.`,
    exitCode: exitCodes.unreachable,
    code: 'unreachable',
  });
}

function refusal(status: number, text: string): CliError {
  const problem = ProblemBody.safeParse(parseJson(text));
  if (!problem.success) return new CliError({ message: `the server answered ${status}`, hint: text.slice(0, 500), code: `http_${status}` });
  const { title, detail, code, details } = problem.data;
  if (status === 401) return new CliError({ message: `${title}: ${detail}`, hint: 'The token is not accepted. Is LIME_TOKEN set to another server\'s token, or LIME_DATA to another folder?', code });
  return new CliError({ message: `${title}: ${detail}`, code, ...(details && { hint: formatDetails(details) }) });
}

/** Field errors and numbers, one a line. */
function formatDetails(details: Record<string, unknown>): string {
  const { fields, ...rest } = details;
  const lines = Array.isArray(fields) ? fields.map((field: unknown) => formatField(field)) : [];
  for (const [name, value] of Object.entries(rest)) lines.push(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return lines.join('\n');
}

function formatField(field: unknown): string {
  if (typeof field !== 'object' || field === null || !('path' in field) || !('message' in field)) return JSON.stringify(field);
  return `${String(field.path)}: ${String(field.message)}`;
}

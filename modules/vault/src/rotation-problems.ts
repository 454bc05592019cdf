import type { Problem } from '@lime/kernel';

export const keysFromEnvironment: Problem = {
  status: 409, code: 'keys_from_environment', title: 'The keys are not the server’s own',
  detail: 'They come from LIME_SECRET_KEYS. Write the new key before the others there, start every server again, and rotate then; take the old key out when no value is left under it.',
};

export const rotationRunning: Problem = { status: 409, code: 'rotation_running', title: 'A rotation is under way', detail: 'Wait for its end.' };

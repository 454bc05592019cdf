import type { Admin, TestApp } from './open-test-app.ts';
import { routeSamples } from './route-samples/index.ts';
import type { SampleIds } from './route-samples/route-samples.ts';

/** One row of the owner's for every kind of id that a path may hold; each holds `secret` wherever it can. */
export async function addSampleRows(app: TestApp, owner: Admin, secret: string): Promise<SampleIds> {
  return app.parts.db.tenant(owner.tenantId, async (tx) => {
    let made: SampleIds = {};
    for (const sample of routeSamples) made = { ...made, ...(await sample.addRows(tx, owner, secret, made)) };
    return made;
  });
}

import { writeFile } from 'node:fs/promises';
import { dataModelPath, makeDataModel } from './make-data-model.ts';

await writeFile(dataModelPath, await makeDataModel());
process.exit();

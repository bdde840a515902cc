import { derivedId, testNow } from '@hufu/testkit';
import type { TestServer } from './test-server.ts';

/** An alarm of the test village, as the checks would raise it. */
export async function insertAlarm(server: TestServer, name = 'alarm'): Promise<string> {
  const id = derivedId(name);
  await server.running.parts.db
    .insertInto('alarm')
    .values({
      id,
      at: testNow,
      village: server.village.id,
      kind: 'afterHours',
      severity: 'warning',
      title: JSON.stringify({ zh: '下班后用印', en: 'Stamped after hours' }),
      detail: JSON.stringify({ zh: '22:10', en: '22:10' }),
      request: null,
      machine: null,
      once_key: null,
      statement: null,
    })
    .execute();
  return id;
}

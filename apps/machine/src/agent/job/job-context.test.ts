import { aVillage, derivedId } from '@hufu/testkit';
import { expect, it } from 'vitest';
import { type JobContext, preparePages } from './job-context.ts';

it('goes on with a job after a restart although the chores have not prepared its pages yet, and says so when they cannot be had', async () => {
  const village = aVillage();
  const [seal] = village.accepted.roster.seals;
  const job = derivedId('job');
  const asked: number[] = [];
  let isThere = true;
  const context = {
    rosters: { current: village.accepted },
    notebook: {
      memory: {
        authorizations: new Map([
          [job, { payload: { impressions: [{ seal: seal?.id }, { seal: seal?.id }], pages: [] } }],
        ]),
      },
    },
    pages: {
      isReady: () => false,
      ready: async (_: unknown, specimens: unknown[]) => {
        asked.push(specimens.length);
        return isThere;
      },
    },
  } as unknown as JobContext;
  await preparePages(context, job);
  expect(asked).toEqual([1]);
  isThere = false;
  await expect(preparePages(context, job)).rejects.toMatchObject({ code: 'JOB_NOT_READY' });
});

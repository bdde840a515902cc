import type { ImpressionView, PaperTrialView, RequestDetail, StatementView } from '@hufu/contract';

type Entry = RequestDetail['timeline'][number];
type Words = { readonly zh: string; readonly en: string };

/** How each kind of statement reads in the story of a request. */
const words: Readonly<Record<string, Words>> = {
  request: { zh: '提交了用印申请', en: 'filed the request' },
  withdrawal: { zh: '撤回了申请', en: 'withdrew the request' },
  rejection: { zh: '不同意用印', en: 'rejected it' },
  review: { zh: '提出复核意见', en: 'gave the committee’s opinion' },
  authorization: { zh: '同意用印，签署授权', en: 'approved and signed the authorization' },
  exception: { zh: '对拿不准的纸作了例外批准', en: 'overruled an unsure paper' },
  revocation: { zh: '作废了授权', en: 'revoked the authorization' },
  presence: { zh: '盖章人到场', en: 'The stamper is at the machine' },
  finish: { zh: '用印结束', en: 'The job ended' },
  void: { zh: '盖坏作废，原件留存', en: 'voided a bad stamp; the paper is kept' },
  finding: { zh: '写了核查意见', en: 'added a finding' },
};

/** The story of a request in plain words, oldest first. */
export function timelineOf(
  statements: readonly StatementView[],
  impressions: readonly ImpressionView[],
  trials: readonly PaperTrialView[],
  findings: readonly { readonly at: number; readonly by_name: string; readonly text: string }[],
): Entry[] {
  const entries: Entry[] = [];
  for (const s of statements) {
    const text = words[s.type];
    if (!text) continue;
    const who = s.signers.map((x) => x.name).join('、');
    entries.push({ at: s.at, kind: s.type, who, text: { ...text }, statement: s.id });
  }
  for (const i of impressions)
    if (i.at !== null && (i.state === 'executed' || i.state === 'badStamp' || i.state === 'unknown'))
      entries.push({
        at: i.at,
        kind: 'impression',
        who: i.machine ?? '',
        text: impressionWords(i),
        statement: null,
      });
  for (const t of trials)
    entries.push({ at: t.at, kind: 'trial', who: t.machine, text: trialWords(t), statement: null });
  for (const f of findings)
    entries.push({
      at: f.at,
      kind: 'finding',
      who: f.by_name,
      text: { zh: `核查意见：${f.text}`, en: `Finding: ${f.text}` },
      statement: null,
    });
  return entries.sort((a, b) => a.at - b.at);
}

function impressionWords(i: ImpressionView): Words {
  const where = `第 ${i.page + 1} 页第 ${i.copy + 1} 份`;
  const whereEn = `page ${i.page + 1}, copy ${i.copy + 1}`;
  return i.state === 'unknown'
    ? { zh: `${where}：没能确认是否盖上（${i.sealName}）`, en: `${whereEn}: unknown whether it was stamped` }
    : { zh: `${where}盖上了${i.sealName}`, en: `stamped ${whereEn}` };
}

function trialWords(t: PaperTrialView): Words {
  return t.verdict.verdict === 'unsure'
    ? { zh: `第 ${t.page + 1} 页拿不准，没有盖`, en: `was unsure of page ${t.page + 1} and did not stamp` }
    : {
        zh: `第 ${t.page + 1} 页与批准的不一致，拒绝盖章`,
        en: `refused page ${t.page + 1}: not the approved paper`,
      };
}

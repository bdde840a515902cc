import { type Roster, toHex } from '@hufu/contract';
import { parseCheckpoint, parseNote } from '@hufu/log';
import { parseSigned } from '@hufu/statement';
import { checkFourProperties } from '../four-properties.ts';
import { manifestPath, writeManifest } from '../manifest.ts';
import { type Pack, reportPath } from '../pack.ts';
import { type PackStory, type StoryImpression, storyOf } from '../pack-story.ts';
import { checkpointPath } from '../step-log.ts';
import { timestampsIn } from '../step-timestamps.ts';
import { verifyTimestamp } from '../timestamp/token.ts';
import type { Verdict } from '../verdict.ts';
import { verifyPack } from '../verify-pack.ts';
import { type Block, beijingTime, grouped, type ReportPage } from './blocks.ts';
import { acts, keyKinds, recordNames, roles, stepNames, verdicts } from './words.ts';

/** The pages of the report on a pack, or none when nothing in it can be told. The same pack gives the same pages. */
export function reportPages(given: Pack): ReportPage[] {
  const files = new Map([...given.files].filter(([path]) => path !== reportPath));
  files.set(manifestPath, writeManifest(files));
  const pack: Pack = { files, form: 'original' };
  const story = storyOf(pack);
  if (!story) return [];
  // On the pack's own anchors and without a clock: whoever makes the report again must get the same one.
  const verdict = verifyPack(pack);
  return [
    cover(story, verdict),
    authority(pack, story),
    requestPage(pack, story),
    approvalPage(pack, story),
    ...story.impressions.map((i, n) => impressionPage(i, n, story)),
    machinePage(pack),
    logPage(pack),
    propertiesPage(pack, verdict),
    checkList(pack, verdict),
    filesPage(pack),
  ];
}

function cover(story: PackStory, verdict: Verdict): ReportPage {
  return {
    title: '用印证据报告',
    blocks: [
      { kind: 'text', tone: 'strong', text: `${story.village} · ${story.matter}` },
      {
        kind: 'facts',
        rows: [
          ['事由', story.purpose],
          ['申请人', story.applicant],
          ['申请时间', beijingTime(story.filedAt)],
          ['批准时间', story.approvedAt === null ? '没有批准' : beijingTime(story.approvedAt)],
          ['印章', story.seals.join('、')],
          ['盖章', `批准 ${story.granted} 次，盖了 ${story.impressions.length} 次`],
          ...seamsRow(story),
        ],
      },
      { kind: 'heading', text: '出具时的自检' },
      {
        kind: 'list',
        items: verdict.steps.map((s) => `${s.ok ? '通过' : '没通过'}　${stepNames[s.name]}：${s.detail.zh}`),
      },
      {
        kind: 'text',
        tone: 'soft',
        text: '自检用的是证据包自带的名册，只说明包内前后一致，不能代替您自己核验。这份报告是给人看的读物；作准的是包里带签名的文件。核验方法见后面的“核验清单”。',
      },
    ],
  };
}

/** Seals across the seam have a count of their own (F5). */
function seamsRow({ seamsGranted, impressions }: PackStory): [string, string][] {
  if (seamsGranted === 0) return [];
  const made = impressions.filter((i) => i.seam).length;
  return [['其中骑缝章', `批准 ${seamsGranted} 次，盖了 ${made} 次`]];
}

function rostersOf({ files }: Pack): { roster: Roster; digest: string; isLogged: boolean }[] {
  return [...files.keys()]
    .filter((path) => /^rosters\/.*\.cose$/.test(path))
    .sort()
    .flatMap((path) => {
      const signed = parseSigned(files.get(path) ?? new Uint8Array(0));
      if (!signed.ok || signed.value.payload.type !== 'roster') return [];
      const isLogged = files.has(path.replace(/\.cose$/, '.tlog-proof'));
      return [{ roster: signed.value.payload, digest: toHex(signed.value.digest), isLogged }];
    });
}

/** 依据: rosters, appointments, the decisions behind them, and the resolution for a major matter. */
function authority(pack: Pack, story: PackStory): ReportPage {
  const rosters = rostersOf(pack);
  const newest = rosters.at(-1)?.roster;
  const request = requestOf(pack);
  const blocks: Block[] = [
    { kind: 'heading', text: '名册（谁能批、谁保管、谁盖章，由村民代表会议决定）' },
    {
      kind: 'list',
      items: rosters.map(
        ({ roster, digest, isLogged }) =>
          `第 ${roster.version} 版，${beijingTime(roster.at)}起，依据《${roster.decision.name}》（${roster.decision.date}），需 ${roster.root.threshold} 位持有人签名，${isLogged ? '已入日志' : '没有带入册证明'}。校验码 ${grouped(digest)}`,
      ),
    },
    { kind: 'heading', text: '人员与任命' },
    {
      kind: 'list',
      items: (newest?.people ?? []).map(
        (p) =>
          `${p.name}：${p.roles.map((r) => roles[r]).join('、')}，${beijingTime(p.since)}起${p.until === null ? '' : `，${beijingTime(p.until)}止`}，依据《${p.decision.name}》（${p.decision.date}${p.decision.digest ? `，记录校验码 ${toHex(p.decision.digest).slice(0, 16)}…` : '，记录原件未存摘要'}）`,
      ),
    },
    { kind: 'heading', text: '印章' },
    {
      kind: 'list',
      items: (newest?.seals ?? [])
        .filter((s) => story.seals.includes(s.name))
        .map(
          (s) =>
            `${s.name}，编码 ${s.sealCode13}，直径 ${s.diameterMm} 毫米，印模校验码 ${toHex(s.specimen).slice(0, 16)}…`,
        ),
    },
    { kind: 'heading', text: '决议' },
    {
      kind: 'text',
      text: request?.matter.major
        ? `这是重大事项。决议：${request.resolution || '申请里没有写明'}`
        : `一般事项，不需要村民代表会议决议。${request?.resolution ? `申请里写的决议：${request.resolution}` : ''}`,
    },
    {
      kind: 'text',
      tone: 'soft',
      text: '会议记录原件不在包里：请向村里或镇里调阅，与上面的名称、日期、校验码核对。',
    },
  ];
  return { title: '一、依据', blocks };
}

function requestOf(pack: Pack) {
  return payloadsOf(pack).flatMap(({ payload }) => (payload.type === 'request' ? [payload] : []))[0];
}

function payloadsOf({ files }: Pack) {
  return [...files.keys()]
    .filter((path) => path.startsWith('statements/'))
    .sort()
    .flatMap((path) => {
      const signed = parseSigned(files.get(path) ?? new Uint8Array(0));
      return signed.ok ? [{ path, payload: signed.value.payload }] : [];
    });
}

const signers = (story: PackStory, wanted: readonly string[]): Block => ({
  kind: 'list',
  items: story.people
    .filter((p) => wanted.includes(p.act))
    .map(
      (p) =>
        `${p.name} ${acts[p.act] ?? p.act}，${beijingTime(p.at)}，用${keyKinds[p.key]}，钥匙校验码 ${grouped(p.thumbprint.slice(0, 32))}…`,
    ),
});

function requestPage(pack: Pack, story: PackStory): ReportPage {
  const request = requestOf(pack);
  return {
    title: '二、申请',
    blocks: [
      signers(story, ['request', 'withdrawal']),
      {
        kind: 'facts',
        rows: [
          ['事项', `${story.matter}（目录第 ${request?.matter.version ?? '?'} 版）`],
          ['事由', story.purpose],
          ['对方', request?.counterparty || '无'],
          ['金额', request?.amountFen == null ? '无' : `${(request.amountFen / 100).toFixed(2)} 元`],
          ['页数', `${request?.pages.length ?? 0} 页`],
          ['申请盖章', `${story.seals.join('、')}`],
        ],
      },
      {
        kind: 'list',
        items: (request?.pages ?? []).map((p, i) => `第 ${i + 1} 页 SHA-256 ${grouped(toHex(p.digest))}`),
      },
    ],
  };
}

function approvalPage(pack: Pack, story: PackStory): ReportPage {
  const request = requestOf(pack);
  const held = (digest: string) => (story.images.has(digest) ? digest : null);
  return {
    title: '三、批准',
    blocks: [
      story.approvedAt === null
        ? { kind: 'text', tone: 'strong', text: '没有批准。' }
        : signers(story, ['review', 'authorization', 'exception', 'void']),
      signers(story, ['rejection']),
      { kind: 'text', text: '批准人签的是下面这些页面的图像本身（每一页的校验码都在签名里）：' },
      {
        kind: 'pictures',
        items: (request?.pages ?? [])
          .slice(0, 6)
          .map((p, i) => ({ label: `批准的第 ${i + 1} 页`, digest: held(toHex(p.digest)) })),
      },
      ...((request?.pages.length ?? 0) > 6
        ? [{ kind: 'text', tone: 'soft', text: '其余页面见包内 pages 目录。' } as const]
        : []),
    ],
  };
}

function impressionPage(i: StoryImpression, n: number, story: PackStory): ReportPage {
  const machine = story.people.filter((p) => p.act === 'outcome').at(-1);
  const stamper = story.people.filter((p) => p.act === 'presence').at(-1);
  const verdictOf = (v: StoryImpression['afterVerdict']) =>
    v
      ? `${verdicts[v.verdict]}（把握 ${(v.confidence * 100).toFixed(0)}%，不同之处 ${v.regions.length} 处）`
      : '没有';
  return {
    title: `四、盖章（${n + 1}／${story.impressions.length}）`,
    blocks: [
      {
        kind: 'facts',
        rows: [
          ['印章', i.seal],
          i.seam
            ? ['骑缝章', `骑第 ${i.seam.map((p) => p + 1).join('、')} 页，盖在摊开的右边上`]
            : ['页', `第 ${i.page + 1} 页`],
          ['时间', i.executedAt === null ? '没有记录' : beijingTime(i.executedAt)],
          ['到场盖章人', stamper ? stamper.name : '没有记录'],
          [
            '机器',
            machine ? `${machine.name}，钥匙校验码 ${grouped(machine.thumbprint.slice(0, 32))}…` : '没有记录',
          ],
          ['机器记录号', i.record === null ? '没有' : `第 ${i.record} 条，带控制器回执`],
          ['盖前比对', verdictOf(i.beforeVerdict)],
          ['盖后核验', verdictOf(i.afterVerdict)],
        ],
      },
      {
        kind: 'pictures',
        items: [
          { label: '批准的页面', digest: i.approved },
          { label: '盖前照片', digest: i.before },
          { label: '盖后照片', digest: i.after },
        ],
      },
    ],
  };
}

function machinePage(pack: Pack): ReportPage {
  const records = payloadsOf(pack).flatMap(({ payload }) => ('prev' in payload ? [payload] : []));
  return {
    title: '五、机器记录',
    blocks: [
      {
        kind: 'text',
        text: '机器的每条记录都由机器自己的钥匙签名，连成一条没有缺号的链；盖章的一刻由印章控制器另行签回执。',
      },
      {
        kind: 'list',
        items: records.map((r) => `第 ${r.n} 条　${recordNames[r.type]}　${beijingTime(r.at)}`),
      },
    ],
  };
}

function logPage({ files }: Pack): ReportPage {
  const checkpoint = files.get(checkpointPath);
  const note = checkpoint && parseNote(checkpoint);
  const head = note?.ok ? parseCheckpoint(note.value.text) : undefined;
  const names = note?.ok ? note.value.signatures.map((s) => s.name) : [];
  const stamps = timestampsIn(files).map(({ layer, authority, token }) => {
    const held = checkpoint && layer === 1 ? verifyTimestamp(token, checkpoint, []) : undefined;
    return `第 ${layer} 层　${authority}${held?.ok ? `　${beijingTime(held.value.at)}　${held.value.signer.name}` : '　（续签，核验时展开）'}`;
  });
  return {
    title: '六、日志、见证与时间戳',
    blocks: [
      {
        kind: 'facts',
        rows: head?.ok
          ? [
              ['日志', head.value.origin],
              ['条数', String(head.value.size)],
              ['树根', grouped(toHex(head.value.root))],
              ['签名', names.join('、')],
            ]
          : [['检查点', '包里没有单独的检查点；每份证明各带一份']],
      },
      {
        kind: 'text',
        text: '日志里只有加盐的摘要，没有个人信息。见证单位各自签名，谁也不能悄悄改写、删掉或倒填。',
      },
      { kind: 'heading', text: '时间戳（RFC 3161）' },
      stamps.length > 0
        ? { kind: 'list', items: stamps }
        : {
            kind: 'text',
            text: '没有时间戳：本系统没有配置时间戳机构，或当日的时间戳还没有签发。时间由见证单位签名的时间证明。',
          },
    ],
  };
}

const marks = { holds: '符合', fails: '不符合', notChecked: '未检' } as const;

function propertiesPage(pack: Pack, verdict: Verdict): ReportPage {
  return {
    title: '七、四性检测（DA/T 70）',
    blocks: [
      {
        kind: 'list',
        items: checkFourProperties(pack, verdict).map(
          (c) => `${c.property}　${marks[c.result]}　${c.point.zh}${c.note.zh ? `（${c.note.zh}）` : ''}`,
        ),
      },
    ],
  };
}

function checkList({ files }: Pack, verdict: Verdict): ReportPage {
  const [genesis] = rostersOf({ files, form: 'original' });
  return {
    title: '八、核验清单',
    blocks: [
      { kind: 'text', text: '请收到证据包的人自己做下面几件事，做完打勾：' },
      {
        kind: 'ticks',
        items: [
          '从村务公开栏、镇里或档案馆另外取得信任名单（不要用证据包里带来的）。',
          `创始名册的校验码与公布的一致：${genesis ? grouped(genesis.digest) : '没有'}`,
          '在一台干净的电脑上运行 npx hufu verify 证据包.zip --policy 信任名单；或在断网的浏览器里打开核验网页。结果是绿色。',
          '把手里的纸与“盖后照片”比一比：文字、金额、日期、印章的位置和角度都一样。',
          '需要时用别人的工具再验：Go 的 sumdb/note、sumdb/tlog 验检查点和入册证明；openssl ts -verify -data log/checkpoint -in log/timestamps/文件 -CAfile 证书 验时间戳；SCITT 工具验 receipts 里的收据。',
          '要看到场人照片或会议记录原件的，依法向村里或镇里调取，核对摘要。',
        ],
      },
      { kind: 'heading', text: '这份证据没有核实、也核实不了的' },
      {
        kind: 'list',
        items: [
          '申请的内容是不是真的、事由合不合理：系统只证明谁在什么时候批准了哪几页。',
          '批准人是不是自愿、有没有被人胁迫；钥匙是不是本人在用（浏览器里的钥匙比通行密钥弱）。',
          '名册里的人是不是真由村民代表会议选定：请核对会议记录原件。',
          '盖章之后纸上又加写了什么：照片只到盖章那一刻。',
          '照片拍不到的地方，例如纸的背面。',
          ...verdict.reservations.map((r) => r.zh),
        ],
      },
    ],
  };
}

function filesPage({ files }: Pack): ReportPage {
  const list = new TextDecoder().decode(files.get(manifestPath) ?? new Uint8Array(0));
  const parsed: { files: { path: string; sha256: string; size: number }[] } = JSON.parse(list);
  return {
    title: '九、文件清单',
    blocks: [
      { kind: 'text', text: '除本报告外，包里每个文件的大小和 SHA-256：' },
      { kind: 'list', items: parsed.files.map((f) => `${f.path}　${f.size} 字节　${f.sha256}`) },
    ],
  };
}

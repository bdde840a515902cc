import { valueOrThrow } from '@hufu/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { aPack, ownPolicy, packVillage } from '../../rig/bench-pack.ts';
import { checkFourProperties, readPack, verifyPack, writePack } from '../index.ts';
import { reportPath } from '../pack.ts';
import { checkReport } from './check-report.ts';
import { reportPages } from './report-pages.ts';
import { makeReport, reportProducer } from './report-pdf.ts';

const village = packVillage();
const policy = ownPolicy(village);
let bytes: Uint8Array;
beforeAll(async () => {
  ({ bytes } = await aPack(village));
});
const packOf = (of: Uint8Array) => valueOrThrow(readPack(of));
const text = (pages: ReturnType<typeof reportPages>) => JSON.stringify(pages);

describe('the report of a pack', () => {
  it('has a page for each step, in Chinese: authority, request, approval, each impression, log, self-check, check-list', () => {
    const pages = reportPages(packOf(bytes));
    expect(pages.map((p) => p.title)).toEqual([
      '用印证据报告',
      '一、依据',
      '二、申请',
      '三、批准',
      '四、盖章（1／1）',
      '五、机器记录',
      '六、日志、见证与时间戳',
      '七、四性检测（DA/T 70）',
      '八、核验清单',
      '九、文件清单',
    ]);
    expect(text(pages)).toContain('王书记 批准');
    expect(text(pages)).toContain('文件钥匙');
    expect(text(pages)).toContain('核实不了的');
    expect(text(pages)).toContain('没有时间戳');
    expect(text(pages)).toContain(village.accepted.roster.decision.name);
  });

  it('is the same PDF at every making, with its fonts inside', async () => {
    const own = await makeReport(packOf(bytes));
    expect(own && packOf(bytes).files.get(reportPath)).toEqual(own);
    const pdf = new TextDecoder('latin1').decode(own);
    expect(pdf.match(/\/FontFile2? /g)?.length).toBeGreaterThanOrEqual(2);
  });

  it('is red when it was exchanged together with the manifest, and a reservation when another version made it', async () => {
    const { files } = packOf(bytes);
    const report = files.get(reportPath) ?? new Uint8Array(0);
    const checked = async (own: Uint8Array) => {
      const pack = packOf(writePack(new Map([...files, [reportPath, own]])));
      return await checkReport(verifyPack(pack, policy), pack);
    };
    expect(await checked(report)).toMatchObject({ ok: true, colour: 'green' });
    const lying = await checked(report.map((b, i) => (i === report.length >> 1 ? b ^ 1 : b)));
    expect(lying).toMatchObject({ ok: false, colour: 'red' });
    expect(lying.sentence.zh).toContain(reportPath);
    const other = new TextDecoder('latin1').decode(report).replaceAll(reportProducer, 'hufu-report/9');
    expect(await checked(Uint8Array.from(other, (c) => c.charCodeAt(0)))).toMatchObject({
      ok: true,
      colour: 'amber',
    });
  });

  it('is made of whatever can be read, and not at all of a pack without a request', async () => {
    const { files } = packOf(bytes);
    const without = new Map([...files].filter(([path]) => !path.includes('-request.')));
    expect(await makeReport({ files: without, form: 'original' })).toBeUndefined();
    const noPictures = new Map([...files].filter(([path]) => !path.startsWith('pictures/')));
    expect((await makeReport({ files: noPictures, form: 'original' }))?.length).toBeGreaterThan(10_000);
  });
});

describe('the four properties of DA/T 70', () => {
  it('hold for a whole pack, and say what no program can see', () => {
    const pack = packOf(bytes);
    const checks = checkFourProperties(pack, verifyPack(pack, policy));
    expect(new Set(checks.map((c) => c.property))).toEqual(new Set(['真实性', '完整性', '可用性', '安全性']));
    expect(checks.filter((c) => c.result === 'fails')).toEqual([]);
    expect(checks.filter((c) => c.result === 'notChecked').map((c) => c.point.zh)).toEqual([
      '时间：第三方时间戳',
      '病毒查杀、载体、传输与保管过程',
    ]);
  });

  it('fail where a picture is gone or is no picture', () => {
    const { files } = packOf(bytes);
    const [path = ''] = [...files.keys()].filter((p) => p.startsWith('pictures/'));
    const spoilt = packOf(writePack(new Map([...files, [path, new Uint8Array(20)]])));
    const failing = checkFourProperties(spoilt, verifyPack(spoilt, policy)).filter(
      (c) => c.result === 'fails',
    );
    expect(failing.map((c) => c.property)).toContain('可用性');
  });
});

import { manifestPath, roleOf } from './manifest.ts';
import { type Pack, reportPath } from './pack.ts';
import { timestampsIn } from './step-timestamps.ts';
import type { Bilingual, StepName, Verdict } from './verdict.ts';

/** Whether one point of the self-check holds; `notChecked` is what no program can see from these files. */
export interface PropertyCheck {
  readonly property: '真实性' | '完整性' | '可用性' | '安全性';
  readonly point: Bilingual;
  readonly result: 'holds' | 'fails' | 'notChecked';
  readonly note: Bilingual;
}

/**
 * The four properties of DA/T 70-2018 (真实性 authenticity, 完整性 integrity, 可用性 usability, 安全性 security), as far as
 * the files themselves can show them. What they cannot show is listed too, for whoever files the pack.
 */
export function checkFourProperties({ files, form }: Pack, verdict: Verdict): PropertyCheck[] {
  const held = (...names: StepName[]): PropertyCheck['result'] => {
    const steps = names.map((name) => verdict.steps.find((s) => s.name === name));
    if (steps.some((s) => s && !s.ok)) return 'fails';
    return steps.every((s) => s) ? 'holds' : 'notChecked';
  };
  const when = (isTrue: boolean): PropertyCheck['result'] => (isTrue ? 'holds' : 'fails');
  const paths = [...files.keys()];
  const missing = verdict.reservations.some((r) => r.zh.includes('图片不在包里'));
  const spoilt = paths.filter((path) => !isReadable(path, files.get(path) ?? new Uint8Array(0)));
  const check = (
    property: PropertyCheck['property'],
    point: readonly [string, string],
    result: PropertyCheck['result'],
    note: readonly [string, string] = ['', ''],
  ): PropertyCheck => ({
    property,
    point: { zh: point[0], en: point[1] },
    result,
    note: { zh: note[0], en: note[1] },
  });
  return [
    check(
      '真实性',
      ['来源：申请、批准、机器记录由名册所列钥匙签名', 'origin: signed by keys of the roster'],
      held('rosters', 'request', 'authorization', 'machine'),
    ),
    check(
      '真实性',
      ['固化：每份声明在多方见证的日志里', 'fixity: every statement is in the witnessed log'],
      held('log'),
    ),
    check(
      '真实性',
      ['时间：第三方时间戳', 'time: stamps of third parties'],
      timestampsIn(files).length > 0 ? held('timestamps') : 'notChecked',
      ['没有时间戳时，以见证方签名的时间为准', 'without stamps the witnesses’ time stands'],
    ),
    check(
      '真实性',
      ['内容与元数据一致：图片、页面都被声明的摘要点名', 'content fits metadata'],
      held('pictures'),
    ),
    check(
      '完整性',
      ['清单所列文件齐全，没有多余', 'every listed file is there, and no other'],
      held('manifest'),
    ),
    check('完整性', ['盖章次数前后一致', 'counts agree'], held('counts')),
    check(
      '完整性',
      ['应有的图片都在', 'every picture is there'],
      missing ? 'fails' : held('pictures'),
      missing
        ? [
            '有图片已按期删除或未传完；签名和证明不受影响',
            'some were deleted on schedule or are under way; proofs stand',
          ]
        : ['', ''],
    ),
    check(
      '可用性',
      [
        '格式公开：PNG、JPEG、CBOR/COSE（RFC 9052）、C2SP 文本，不加密不压缩',
        'open formats, neither encrypted nor compressed',
      ],
      when(spoilt.length === 0),
      [spoilt.join('、'), spoilt.join(', ')],
    ),
    check('可用性', ['容器是原样的 zip', 'the container is the zip as written'], when(form === 'original')),
    check(
      '安全性',
      ['不含可执行内容，路径都在规定的目录里', 'nothing executable, no path outside of the known folders'],
      when(paths.every((path) => path === manifestPath || roleOf(path) !== undefined)),
    ),
    check('安全性', ['不含人像', 'no photographs of people'], held('pictures'), [
      '声明只记人像的摘要',
      'statements name digests only',
    ]),
    check(
      '安全性',
      ['病毒查杀、载体、传输与保管过程', 'virus scan, medium, transport and custody'],
      'notChecked',
      ['由接收单位按规定检查', 'to be checked by whoever receives the pack'],
    ),
  ];
}

/** The first bytes are those of the format that the name promises. */
function isReadable(path: string, bytes: Uint8Array): boolean {
  const begins = (...head: number[]) => head.every((b, i) => bytes[i] === b);
  if (path.endsWith('.png')) return begins(0x89, 0x50);
  if (path.endsWith('.jpg')) return begins(0xff, 0xd8);
  if (path === reportPath) return begins(0x25, 0x50, 0x44, 0x46);
  return bytes.length > 0;
}

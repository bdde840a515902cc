import { defineErrors } from './entry.ts';

/** What goes wrong with files, the journal, the outbox and the blob store. */
export const durableErrors = defineErrors({
  DURABLE_FILE_EXISTS: {
    http: 409,
    retry: false,
    zh: ['文件已经存在，没有覆盖', '这类文件只能写一次', '请运行 hufu doctor 查看已有的内容'],
    en: [
      'The file exists and was not overwritten',
      'Files of this kind are written only once',
      'Run hufu doctor to look at what is there',
    ],
  },
  DURABLE_IO: {
    http: 500,
    retry: true,
    zh: [
      '磁盘读写失败',
      '系统没能完成这次读写（{errno}）：磁盘满、没有权限或硬件故障',
      '请检查磁盘空间和权限后重试；仍不行请换盘并运行 hufu doctor',
    ],
    en: [
      'Reading or writing the disk failed',
      'The system could not finish it ({errno}): disk full, no permission, or broken hardware',
      'Check free space and permissions and try again; if it persists replace the disk and run hufu doctor',
    ],
  },
  DURABLE_LOCKED: {
    http: 409,
    retry: true,
    zh: [
      '另一个程序正在使用这个目录',
      '锁文件 {path} 属于还在运行的进程 {pid}',
      '请先停掉那个进程，再启动这一个',
    ],
    en: [
      'Another program uses this folder',
      'The lock {path} belongs to the running process {pid}',
      'Stop that process first, then start this one',
    ],
  },
  JOURNAL_CORRUPT: {
    http: 500,
    retry: false,
    zh: [
      '流水文件中间有一条损坏，拒绝打开',
      '第 {offset} 字节处的记录坏了，后面却还有数据，不是断电留下的残尾',
      '请不要删除文件；运行 hufu doctor 查看，并与服务器上的副本核对',
    ],
    en: [
      'A record in the middle of the journal is damaged; it was not opened',
      'The record at byte {offset} is broken though data follow, so it is no torn tail of a power cut',
      'Keep the file; run hufu doctor and compare with the copy on the server',
    ],
  },
  JOURNAL_CHAIN_BROKEN: {
    http: 500,
    retry: false,
    zh: [
      '流水的记录接不上，拒绝打开',
      '第 {n} 条的序号或上一条的摘要不对，文件被截换或拼接过',
      '请不要删除文件；运行 hufu doctor 查看，并与服务器上的副本核对',
    ],
    en: [
      'The records of the journal do not follow each other; it was not opened',
      'Record {n} has the wrong number or the wrong hash of the one before: records were cut out or spliced in',
      'Keep the file; run hufu doctor and compare with the copy on the server',
    ],
  },
  JOURNAL_RECORD_TOO_LARGE: {
    http: 413,
    retry: false,
    zh: ['这条记录太大，没有写入流水', '一条记录最多 {limit} 字节', '请把大内容存为文件，流水里只写它的摘要'],
    en: [
      'The record is too large and was not written',
      'A journal record holds at most {limit} bytes',
      'Store the content as a file and write its digest',
    ],
  },
  JOURNAL_CLOSED: {
    http: 503,
    retry: true,
    zh: ['流水已关闭，没有写入', '先前一次写盘失败，或程序正在退出', '请重新启动程序，它会从流水恢复'],
    en: [
      'The journal is closed; nothing was written',
      'An earlier write failed, or the program is stopping',
      'Start the program again; it recovers from the journal',
    ],
  },
  OUTBOX_POINTER_INVALID: {
    http: 500,
    retry: false,
    zh: [
      '发件箱的确认位置与流水对不上，拒绝打开',
      '位置文件 {path} 损坏，或流水被换回了旧的一份（回滚、克隆）',
      '请运行 hufu doctor；确认流水无误后删除位置文件，记录会重新发送',
    ],
    en: [
      "The outbox's acknowledged position does not fit the journal; it was not opened",
      'The pointer {path} is damaged, or the journal was replaced by an older copy (roll-back or clone)',
      'Run hufu doctor; once the journal is known good remove the pointer: records are sent again',
    ],
  },
  OUTBOX_ACK_INVALID: {
    http: 409,
    retry: false,
    zh: [
      '对方确认了一条不存在的记录，没有采纳',
      '确认到第 {n} 条，流水却只有 {last} 条',
      '请检查对方是否连错机器，并运行 hufu doctor 核对序号',
    ],
    en: [
      'The other side acknowledged a record that does not exist; it was not accepted',
      'It acknowledged up to {n}, the journal ends at {last}',
      'Check that it speaks to the right machine; run hufu doctor to compare numbers',
    ],
  },
  BLOB_CORRUPT: {
    http: 500,
    retry: false,
    zh: [
      '证据文件坏了，没有给出',
      '文件 {digest} 的内容与它的摘要不符',
      '请从备份恢复这个文件；运行 hufu doctor 查看还有没有别的',
    ],
    en: [
      'An evidence file is damaged and was not handed out',
      'The content of {digest} does not have that digest',
      'Restore the file from the backup; run hufu doctor to look for more',
    ],
  },
  BLOB_MISSING: {
    http: 404,
    retry: false,
    zh: [
      '没有这个证据文件',
      '文件 {digest} 不在证据库里（可能已按期删除）',
      '请核对编号；应当有而没有的，请运行 hufu doctor',
    ],
    en: [
      'There is no such evidence file',
      '{digest} is not in the store (it may have been deleted on schedule)',
      'Check the digest; if it should be there run hufu doctor',
    ],
  },
  BLOB_TOO_LARGE: {
    http: 413,
    retry: false,
    zh: ['文件太大，没有保存', '最多 {limitBytes} 字节', '请压缩图片或拆成几份再上传'],
    en: [
      'The file is too large and was not stored',
      'At most {limitBytes} bytes are taken',
      'Make the picture smaller or split it, and upload again',
    ],
  },
  BLOB_STORE_UNREACHABLE: {
    http: 503,
    retry: true,
    zh: [
      '证据库连不上',
      '对象存储没有完成这次操作（{problem}）',
      '请稍后重试；仍不行请检查对象存储的地址、账号和网络',
    ],
    en: [
      'The evidence store cannot be reached',
      'The object store did not finish the operation ({problem})',
      'Try again; if it persists check its address, account and network',
    ],
  },
});

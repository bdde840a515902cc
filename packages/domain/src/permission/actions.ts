import type { Role } from '@hufu/contract';

/** What of the world an action reaches: own things, the own village, every village one may see, or nothing in particular. */
export type Reach = 'own' | 'village' | 'sight' | 'anything';

/** One row of the permission table. */
export interface ActionRule {
  readonly zh: string;
  readonly en: string;
  readonly reach: Reach;
  readonly roles: readonly Role[];
  /** Whether doing it can bring an impression nearer: such a row never names a role outside of the village (I7, N9). */
  readonly leadsToImpression: boolean;
}

const village: Role[] = ['custodian', 'approver', 'stamper', 'reviewer'];
const watchers: Role[] = ['inspector', 'administrator', 'maintainer'];
const everybody: Role[] = [...village, ...watchers, 'villager'];
const readers: Role[] = [...village, 'inspector'];

/** Roles outside of the village's own people: they hold no key, and nothing they do leads to an impression. */
export const outsideRoles: readonly Role[] = [...watchers, 'villager'];

function rule(
  zh: string,
  en: string,
  reach: Reach,
  roles: readonly Role[],
  leadsToImpression = false,
): ActionRule {
  return { zh, en, reach, roles, leadsToImpression };
}

/** Every action that somebody signed in may ask for; the names are those of the API's operations. */
export const actions = {
  'session.logOut': rule('退出登录', 'Sign out', 'anything', everybody),
  'session.me': rule('看自己的账号和钥匙', 'See own account and keys', 'anything', everybody),
  'session.passkeyRegistrationOptions': rule('新建通行密钥', 'Make a passkey', 'anything', village),
  'session.proposeKey': rule('申请登记钥匙', 'Propose a key', 'anything', village),
  'files.uploadDocument': rule('上传材料', 'Upload material', 'village', village),
  'files.getDocument': rule('看材料处理进度', 'See material', 'sight', readers),
  'files.getBlob': rule('看页面和照片', 'Read pages and pictures', 'sight', readers),
  'sealUse.getFilingForm': rule('打开填报表', 'Open the filing form', 'village', village),
  'sealUse.checkMatter': rule('查能不能开', 'Look up the negative list', 'anything', everybody),
  'sealUse.fileRequest': rule('提交用印申请', 'File a request', 'village', ['custodian', 'stamper'], true),
  'sealUse.listRequests': rule('看申请列表', 'List requests', 'sight', readers),
  'sealUse.getRequest': rule('看一件申请', 'See one request', 'sight', readers),
  'sealUse.recordReading': rule('记录审阅时长', 'Record reading time', 'village', ['approver', 'reviewer']),
  'sealUse.reviewRequest': rule('复核', 'Review', 'village', ['reviewer'], true),
  // A reviewer authorizes in an emergency only (F47): the statement's own rules say which.
  'sealUse.approveRequest': rule('同意用印', 'Approve', 'village', ['approver', 'reviewer'], true),
  'sealUse.rejectRequest': rule('不同意用印', 'Reject', 'village', ['approver']),
  'sealUse.withdrawRequest': rule('撤回申请', 'Withdraw', 'own', ['custodian', 'stamper', 'approver']),
  'sealUse.overruleUnsure': rule(
    '对“拿不准”作例外批准',
    'Overrule an unsure paper',
    'village',
    ['approver', 'reviewer'],
    true,
  ),
  'sealUse.voidImpression': rule('盖坏作废', 'Void a bad impression', 'village', ['custodian', 'stamper']),
  'sealUse.remindApprover': rule('催办', 'Remind the approver', 'village', ['custodian', 'stamper']),
  'supervision.listRegister': rule('看用印登记簿', 'Read the register', 'sight', readers),
  'supervision.exportRegister': rule('导出登记簿', 'Export the register', 'sight', readers),
  'supervision.listAlarms': rule('看预警', 'Read alarms', 'sight', [
    ...readers,
    'administrator',
    'maintainer',
  ]),
  'supervision.disposeAlarm': rule('处置预警', 'Dispose of an alarm', 'sight', ['reviewer', 'inspector']),
  'supervision.addFinding': rule('写核查意见', 'Write a finding', 'sight', ['reviewer', 'inspector']),
  'supervision.getStatistics': rule('看统计', 'See statistics', 'sight', [...readers, 'administrator']),
  'supervision.listMachines': rule('看印章机状态', 'See machines', 'sight', [...village, ...watchers]),
  'supervision.listUnits': rule('看单位', 'See units', 'sight', [...village, ...watchers]),
  'supervision.listSeals': rule('看印章台账', 'See the seal ledger', 'sight', [...readers, 'administrator']),
  'supervision.listPeople': rule('看人员与职责', 'See people and roles', 'sight', [
    ...readers,
    'administrator',
  ]),
  'supervision.listMatters': rule('看事项与负面清单', 'See matters and negative list', 'anything', everybody),
  'supervision.getPermissions': rule('看权限表', 'See the permission table', 'anything', everybody),
  'custody.recordCustody': rule('登记保管行为', 'Record custody', 'village', village, true),
  'custody.publishRoster': rule(
    '公布名册（根钥匙签名）',
    'Publish a roster (signed by the root)',
    'village',
    village,
    true,
  ),
  'custody.revoke': rule('作废钥匙或授权', 'Revoke a key or an authorization', 'village', village),
  'custody.orderService': rule('锁定、检修印章机', 'Lock down or service a machine', 'sight', [
    ...village,
    'inspector',
    'maintainer',
  ]),
  'evidence.getReceipt': rule('取回执和证据包', 'Get receipt and evidence pack', 'sight', [
    'custodian',
    'stamper',
    'approver',
    'reviewer',
    'inspector',
  ]),
  'evidence.openPersonPhoto': rule(
    '查看人像（留理由）',
    'Open a photo of a person (with a reason)',
    'sight',
    ['reviewer', 'inspector'],
  ),
  'evidence.findPaper': rule('凭照片查纸', 'Find a paper by photo', 'sight', readers),
  'evidence.registerOldPaper': rule('登记以前盖过章的纸', 'Register papers stamped earlier', 'village', [
    'custodian',
    'reviewer',
  ]),
  'administration.manageAccounts': rule('管理账号', 'Manage accounts', 'sight', ['administrator']),
  'administration.manageMatters': rule('管理事项目录', 'Manage the catalogue', 'sight', ['administrator']),
  'administration.manageUnits': rule('管理单位', 'Manage units', 'sight', ['administrator']),
  'maintenance.listClaims': rule('看等待开通的机器', 'See machines that wait for their place', 'anything', [
    'administrator',
    'maintainer',
  ]),
  'maintenance.provisionMachine': rule('开通印章机', 'Provision a machine', 'anything', ['maintainer']),
  'maintenance.refuseClaim': rule(
    '拒绝开通印章机',
    'Turn away a machine that asks for its place',
    'anything',
    ['maintainer'],
  ),
  'maintenance.publishRelease': rule(
    '发布主机程序',
    'Publish a release of the machines’ program',
    'anything',
    ['maintainer'],
  ),
  'maintenance.viewHealth': rule('看运行状况', 'See health', 'anything', ['administrator', 'maintainer']),
} as const satisfies Readonly<Record<string, ActionRule>>;

/** Name of an action. */
export type Action = keyof typeof actions;

/** The row of an action. */
export function actionRule(action: Action): ActionRule {
  return actions[action];
}

/** Whether a text is the name of an action. */
export function isAction(text: string): text is Action {
  return Object.hasOwn(actions, text);
}

/** All names, in the order of the table. */
export function allActions(): Action[] {
  return Object.keys(actions).filter(isAction);
}

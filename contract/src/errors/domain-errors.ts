import { defineErrors } from './entry.ts';

/** Why the rules of seal use say no. */
export const domainErrors = defineErrors({
  MATTER_UNKNOWN: {
    http: 409,
    retry: false,
    zh: ['没有这个用印事项', '事项“{matter}”在本地现行目录里没有，或还没生效', '请从列表里重新选事项'],
    en: [
      'There is no such matter',
      '“{matter}” is not in the catalogue in force here',
      'Choose the matter from the list again',
    ],
  },
  MATTER_FORBIDDEN: {
    http: 409,
    retry: false,
    zh: ['这项证明村里不应出具', '属于“{name}”（{basis}）', '请到这里办：{goInstead}'],
    en: ['A village must not certify this', 'It is “{name}” ({basis})', 'Go here instead: {goInstead}'],
  },
  RESOLUTION_MISSING: {
    http: 409,
    retry: false,
    zh: ['缺少会议决议', '“{matter}”是重大事项，要先有村民（代表）会议决议', '请补上决议记录再提交'],
    en: [
      'The resolution is missing',
      '“{matter}” is a major matter and needs a resolution of the assembly first',
      'Add the record of the resolution and file again',
    ],
  },
  SEAL_NOT_FOR_MATTER: {
    http: 409,
    retry: false,
    zh: ['这枚印章不用于这个事项', '“{matter}”不应盖“{seal}”，或这枚章已停用', '请换一枚印章，或换一个事项'],
    en: [
      'This seal is not for this matter',
      '“{matter}” is not stamped with “{seal}”, or the seal is out of use',
      'Choose another seal or another matter',
    ],
  },
  PERSON_LACKS_ROLE: {
    http: 403,
    retry: false,
    zh: ['这个人不能办这一步', '{person} 在名册里没有“{role}”职责', '请换一位有这项职责的人'],
    en: [
      'This person may not do this step',
      '{person} is not “{role}” in the roster',
      'Choose somebody who has the role',
    ],
  },
  NO_APPROVER_LEFT: {
    http: 409,
    retry: false,
    zh: [
      '没有人可以审批这件事',
      '需要 {needed} 位审批人，除去经手的人只剩 {left} 位',
      '请换经办人、盖章人，或由村里增补审批人',
    ],
    en: [
      'Nobody is left to approve this',
      '{needed} approvers are needed; without those who handle it {left} are left',
      'Change filer or stamper, or appoint another approver',
    ],
  },
  ALREADY_DECIDED_BY_PERSON: {
    http: 409,
    retry: false,
    zh: ['您已经表过态了', '同一个人对同一件事只算一次', '请等待其他人'],
    en: ['You have decided already', 'One person counts once for one request', 'Wait for the others'],
  },
  OUTCOME_CONTRADICTS: {
    http: 409,
    retry: false,
    zh: ['机器报来的结果对不上', '第 {k} 次盖章：{problem}', '请封存机器，由村里和监督人员一起核查'],
    en: [
      'The machine’s report contradicts what is known',
      'Impression {k}: {problem}',
      'Set the machine aside and have it inspected together with the supervisors',
    ],
  },
  APPOINTMENT_DENIED: {
    http: 409,
    retry: false,
    zh: ['不能这样任命', '{person}：{problem}', '请换人，或按规定另行作出决定'],
    en: [
      'This appointment is not possible',
      '{person}: {problem}',
      'Appoint somebody else, or decide otherwise as the rules allow',
    ],
  },
});

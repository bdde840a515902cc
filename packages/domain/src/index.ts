export {
  type GoInstead,
  type NegativeList,
  type NegativeMatter,
  nationalNegativeList,
  provincialNegativeLists,
} from './data/negative-list.ts';
export { startingCatalogue } from './matter/catalogue.ts';
export { checkMatter, type MatterCheck, negativeMattersAt } from './matter/check-matter.ts';
export { type Matter, matterAt, mattersAt, national } from './matter/matter.ts';
export {
  type Action,
  type ActionRule,
  actionRule,
  allActions,
  isAction,
  outsideRoles,
  type Reach,
} from './permission/actions.ts';
export { type Actor, can, noResource, type Resource } from './permission/can.ts';
export { permissionsDocument, roleNames } from './permission/permissions-document.ts';

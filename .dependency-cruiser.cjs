/** The arrows of the house: which part may know which. `npm run check` refuses any other. */
const may = {
  contract: [],
  'packages/statement': [],
  'packages/durable': [],
  'packages/domain': ['packages/statement'],
  'packages/log': ['packages/durable', 'packages/statement'],
  'packages/evidence': ['packages/statement', 'packages/log'],
  'packages/press': ['packages/statement'],
  'packages/paper': [],
  'packages/paper-world': [],
  'packages/lookup': ['packages/paper'],
  'packages/storage': ['packages/durable'],
  'packages/messaging': [],
  'packages/host-bridge': [],
  'packages/ui': ['packages/statement', 'packages/host-bridge'],
  'packages/testkit': ['packages/statement', 'packages/domain', 'packages/log', 'packages/paper-world'],
  'apps/server': ['packages/(domain|statement|log|evidence|paper|lookup|storage|messaging|durable)'],
  'apps/machine': ['packages/(statement|log|press|paper|paper-world|durable|messaging)'],
  'apps/witness': ['packages/(statement|log|durable)'],
  'apps/web-mobile': ['packages/(statement|host-bridge|ui)'],
  'apps/web-desk': ['packages/(statement|host-bridge|ui)'],
  'apps/web-kiosk': ['packages/(statement|host-bridge|ui)'],
  'apps/web-verify': ['packages/(statement|host-bridge|ui|evidence|log)'],
  'apps/cli': ['packages/(?!testkit)[a-z-]+', 'apps/(server|machine|witness)'],
};
const test = '(\\.test\\.tsx?$|/rig/)';
const house = '^(contract|packages/[^/]+|apps/[^/]+)/';
module.exports = {
  forbidden: [
    ...Object.entries(may).map(([part, others]) => ({
      name: `arrows-of-${part}`,
      severity: 'error',
      from: { path: `^${part}/`, pathNot: test },
      to: {
        path: house,
        pathNot: [`^${part}/`, '^contract/', ...others.map((o) => `^${o}/`)],
      },
    })),
    {
      name: 'tests-may-use-testkit-but-no-other-app',
      severity: 'error',
      from: { path: `^packages/.*${test}` },
      to: { path: '^apps/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-domain',
      comment: 'The rules of seal use take time and ids as arguments and touch nothing.',
      severity: 'error',
      from: { path: '^packages/domain/src', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.|\\.hufu)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};

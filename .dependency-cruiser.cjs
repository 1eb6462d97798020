/** Import directions of the house (docs/architecture.md). A violation is a lint error. */
const only = (from, ...may) => ({
  name: `${from.replaceAll('/', '-')}-imports-only-${may.length ? may.join('-') : 'nothing'}`,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^(src|workers)/', pathNot: [`^src/${from}/`, ...may.map((m) => `^src/${m}/`)] },
});
const coreFolders = [
  'prompt',
  'diffusion',
  'onnx',
  'attention',
  'segmentation',
  'dataset',
  'edit',
  'evaluate',
  'lists',
  'plan',
  'review',
];
module.exports = {
  forbidden: [
    only('core'),
    only('gpu', 'core'),
    only('models', 'core'),
    only('storage', 'core'),
    only('engine', 'core', 'gpu', 'models', 'storage', 'rpc'),
    only('rpc', 'core', 'models'),
    only('studio', 'core', 'rpc', 'storage', 'models'),
    only('ui', 'core', 'studio'),
    ...coreFolders.map((folder) => ({
      name: `core-${folder}-stands-alone`,
      comment: 'Folders inside core meet only through a types.ts.',
      severity: 'error',
      from: { path: `^src/core/${folder}/`, pathNot: '\\.(test|fixture)\\.ts$' },
      to: { path: `^src/core/(?!${folder}/)[^/]+/`, pathNot: '/types\\.ts$' },
    })),
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.(test|testkit)\\.ts$' },
      to: { path: 'node_modules/(react|onnxruntime|comlink|zustand|idb|webgpu)' },
    },
    {
      name: 'no-circular',
      comment: 'Type-only imports count: two files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'tools-are-roots',
      comment: 'The studio stands without what measures, tests and builds it.',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '^(cli|bench|scripts|e2e)/' },
    },
    {
      name: 'commands-have-no-screen',
      comment: 'The command line is a root of its own, beside the page.',
      severity: 'error',
      from: { path: '^cli/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src/(app|ui)|workers|bench|e2e)/' },
    },
    {
      name: 'journeys-use-the-screen',
      comment:
        'End-to-end tests meet the built app; of its code they may read pure definitions and parts of other tests only.',
      severity: 'error',
      from: { path: '^e2e/' },
      to: { path: '^(src/(?!core/)|workers/|bench/)', pathNot: '\\.(testkit|fixture)\\.ts$' },
    },
    {
      name: 'engine-runs-in-node',
      comment: 'What a browser alone has is brought by who starts the engine.',
      severity: 'error',
      from: { path: '^src/engine/(?!browser/)' },
      to: { path: '^src/engine/browser/' },
    },
    {
      name: 'workers-are-roots',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app|rpc)/' },
      to: { path: '^workers/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'default'] },
  },
};

/** One case of test262-parser-tests. */
export interface Case {
  folder: 'pass' | 'pass-explicit' | 'fail' | 'early';
  name: string;
  source: string;
  isModule: boolean;
  engine: 'quickjs-emscripten' | 'quickjs-wasi';
}

const refused: readonly { source: RegExp; why: string; engine?: Case['engine'] }[] = [
  {
    source: /^(?:\w+: ){2,}while \(true\) \{\s*continue a;\s*\}/,
    why: 'continue with the outer one of several labels of the same loop is refused',
  },
  {
    engine: 'quickjs-emscripten',
    source: /^01\.a/,
    why: 'a property of an octal number of the old form is refused',
  },
];

/** Accepted although they have to be refused, by the names of the cases. A lenient parser opens nothing: what runs is confined all the same. */
const accepted: readonly { names: string; why: string; engine?: Case['engine'] }[] = [
  {
    why: 'imports and exports are read by our own linker, which does not look whether names are there, once, and no keywords',
    names:
      '06be4d4082484d98.module.js 1179d3b7dbc0c804.module.js 126221967461dba0.module.js 14d1d9ec5f97bd4e.module.js 272a7c1b82c9c8b8.module.js 293d515dfacc7ea6.module.js 2a3023267cfdb316.module.js 32a3e279226eefa0.module.js 3a29281d7d6fba5a.module.js 3c97613274574690.module.js 5127ca1fe7c943ba.module.js 53699b3b15d7ce42.module.js 5b0f82ab482ac359.module.js 63dfdc52eaf151e0.module.js 69e9a9e7b0344a30.module.js 6d9e67514ed7d9cc.module.js 7fc6f3a6590d207d.module.js 84bf7b09d729a621.module.js 87d2d99776638ab6.module.js 89ace2a47ff50b0d.module.js 8ffe04111c1a982d.module.js 96533ed6c7244382.module.js 98f5714a70195f28.module.js 9f08fdb641588efc.module.js a236c74609b92c02.module.js a87c5d5237b34393.module.js ba2bfa1952f3e537.module.js c33da51b85893244.module.js c82fcf7c29e24b40.module.js d070112b8eb9781e.module.js d54b2db4548f1d82.module.js e6a9e14c6a08a7f7.module.js e6bf6eec9bccde06.module.js f44552157bc0db6e.module.js f7f9bb74dc8d96ac.module.js f9e0efceb5690fdd.module.js',
  },
  {
    why: 'the escapes of 8 and 9 are accepted in strict texts, too',
    names: '0d5e450f1da8a92a.js 748656edbfb2d0bb.js 79f882da06f88c9f.js 92b6af54adef3624.js',
  },
  {
    why: 'a module runs as the body of an async function: what only modules forbid is accepted',
    names:
      '0df19c6187ef3cbc.module.js 2226edabbd2261a7.module.js 3990bb94b19b1071.module.js 4497d48f4bdf5f47.module.js 51e5a52e36642bf2.module.js 5d5b9de6d9b95f3e.module.js 7ea0f80766201023.module.js 938db8c9f82c8cb5.module.js 9a36b325bc0c8329.module.js d0804b4856dbb6be.module.js d3ac25ddc7ba9779.module.js',
  },
  {
    why: 'a line separator in a text is accepted, as newer editions of the language do',
    names: '647e21f8f157c338.js 8af69d8f15295ed2.js',
  },
  {
    why: 'an error that only later editions name is accepted',
    names: '7b876ca5139f1ca8.js 831b4a1caf3c5a06.js ef2d369cccc5386c.js',
  },
  {
    why: 'fields of classes are accepted, as newer editions of the language do',
    names: '98204d734f8c72b3.js ef81b93cf9bdb4ec.js',
  },
  {
    why: 'a first value in for-in is accepted, as the annex of the language does',
    names: 'e3fbcf63d7e43ead.js',
  },
  {
    why: 'two declarations of a name in a block, or beside a parameter that is taken apart, are accepted',
    names:
      '0f5f47108da5c34e.js 12a74c60f52a60de.js 14c149e612ab4111.js 1aff49273f3e3a98.js 58bb4a3a2d717d4f.js 627ae2300901a0b1.js 6bb272e52a903c4c.js 7a916ef0ccd4ea9c.js 93b1547f64fd0370.js 9ef7cc46ec36bb51.js b01e3a73a92863c5.js be7329119eaa3d47.js cc23480bdd763207.js d1779a4749085a10.js d412cecc75edd30d.js e1831477442a7ebf.js ec31fa5e521c5df4.js',
  },
  {
    why: 'a class may be called eval or arguments',
    names: '4286a88aed2001ee.js 84ef3bbaa772075f.js 987442878ab414e7.js f1de9fc3ec4637cc.js',
  },
  {
    engine: 'quickjs-wasi',
    why: 'a setter with a rest parameter is accepted',
    names: '2f95824f19005b11.js aae5dc521eff47c4.js',
  },
  {
    engine: 'quickjs-wasi',
    why: 'two expressions in a computed name are accepted',
    names: '3a9fa392421db6dd.js 58707e130fe451a8.js ea9e5f218423bd4f.js ed0332c84e50834c.js',
  },
];

/** Why a case is known to fail; undefined when it is not. */
export function whyKnown(one: Case): string | undefined {
  const isHere = ({ engine = one.engine }: { engine?: Case['engine'] }) => engine === one.engine;
  const known = one.folder.startsWith('pass')
    ? refused.filter(isHere).find(({ source }) => source.test(one.source))
    : accepted.filter(isHere).find(({ names }) => names.split(' ').includes(one.name));
  return known?.why;
}

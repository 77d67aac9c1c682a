export { charter, charterVersion } from './charter.ts';
export { buildRequest, type RequestInput, requireCharter } from './request.ts';
export { foldView, isNested, rewoundSeqs, type View } from './view.ts';

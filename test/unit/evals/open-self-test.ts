import { createSelfTest, selfTestContext, selfTestTools } from '../../../core/evals/index.ts';
import { openHouse, temporaryFolder } from '../harness/support.ts';

/** The app's self-test in a house that is gone after the test. */
export async function openSelfTest() {
  const props = selfTestTools();
  const { holdfast, get, post, events, dataDir } = await openHouse([], {
    model: { provider: 'given', model: props.model },
    context: selfTestContext,
    extraTools: props.tools,
  });
  return createSelfTest(
    {
      dataDir,
      folder: temporaryFolder(),
      events,
      follow: holdfast.log.follow,
      get: (path) => get(`/holdfast/v1${path}`),
      post: (path, body) => post(`/holdfast/v1${path}`, body),
    },
    props,
  );
}

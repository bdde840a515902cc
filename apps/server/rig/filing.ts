import { fromHex, type PageRef, type RequestSummary, type SealUseRequest } from '@hufu/contract';
import { aRequest, derivedId, testNow } from '@hufu/testkit';
import { aPhoto, rendered, type TestServer, travelling, upload } from './test-server.ts';

let count = 0;

/** Uploads a photo as the custodian and answers with its page. */
export async function uploadedPage(server: TestServer): Promise<{ document: string; page: PageRef }> {
  const client = await server.as('custodian');
  const reply = await upload(server, 'custodian', await aPhoto(++count), 'contract.jpg');
  const { id }: { id: string } = JSON.parse(await reply.text());
  const document = await rendered(client, id);
  const [first] = document.pages;
  if (!first) throw new Error(`not rendered: ${JSON.stringify(document.problem)}`);
  const { widthPx, heightPx, source, side } = first;
  return { document: id, page: { digest: fromHex(first.digest), widthPx, heightPx, source, side } };
}

/** A request that the custodian files, with its signed statement: one uploaded page, or as many as `pageCount` says. */
export async function filed(
  server: TestServer,
  { pageCount = 1, ...changes }: Partial<SealUseRequest> & { readonly pageCount?: number } = {},
) {
  const first = await uploadedPage(server);
  const uploads = [first];
  while (uploads.length < pageCount) uploads.push(await uploadedPage(server));
  const statement = aRequest(server.village, {
    id: derivedId(`request-${++count}`),
    at: testNow,
    pages: uploads.map((u) => u.page),
    ...changes,
  });
  const client = await server.as('custodian');
  const summary: RequestSummary = await client.sealUse.fileRequest({
    statement: travelling(statement),
    idempotencyKey: `file-${statement.payload.id}`,
    documents: uploads.map((u) => u.document),
  });
  return { statement, summary, document: first.document };
}

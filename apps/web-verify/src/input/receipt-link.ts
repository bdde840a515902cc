/** What a receipt's QR says: which request, and the secret that opens only this record. */
export interface ReceiptLink {
  readonly request: string;
  readonly receipt: string;
  /** Where the receipt was issued; null when the link names no host. */
  readonly origin: string | null;
}

/** `#r=<request>.<receipt>`, and the longer form `#request=<request>&receipt=<receipt>`. */
const fragment =
  /#(?:r|request)=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.|&receipt=)([A-Za-z0-9_-]{16,100})$/;

/** Reads what a receipt's code says; undefined when it is none of ours. */
export function parseReceiptLink(text: string): ReceiptLink | undefined {
  const found = fragment.exec(text.trim());
  const [, request, receipt] = found ?? [];
  if (!found || !request || !receipt) return undefined;
  const before = text.trim().slice(0, found.index);
  return { request, receipt, origin: originOf(before) };
}

function originOf(address: string): string | null {
  try {
    const url = new URL(address);
    // A code may hold anything: only web addresses are ever shown as a link.
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : null;
  } catch {
    // No full address: the receipt names no host.
    return null;
  }
}

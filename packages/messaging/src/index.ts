export type { Broker, BrokerOptions } from './broker.ts';
export { openBroker } from './broker.ts';
export type {
  CertificateAuthority,
  CertificateFacts,
  CertificateOrder,
  Identity,
} from './certificate-authority.ts';
export { certificateFor, createCa, createCertificateRequest, openCa } from './certificate-authority.ts';
export { admit, claimCode, claimId } from './claim.ts';
export type { Link, LinkMessage, LinkOptions, LinkWill } from './link.ts';
export { connectLink } from './link.ts';
export { decodeMessage, encodeMessage } from './message.ts';
export { commonNameOf, type TlsFiles } from './tls.ts';

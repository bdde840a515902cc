export { readKeyFile, writeKeyFile } from './node/key-file-store.ts';
export { sm2OpenSslSigner, sm2OpenSslVerify } from './node/sm2-openssl.ts';

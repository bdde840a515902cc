import { openKeyStore } from '@hufu/ui';

/** The keys of this device. */
export const keyStore = openKeyStore();

import { Toast } from 'antd-mobile';
import type { Delivery } from '../sign/outbox.ts';
import type { Text } from '../texts.ts';

/** Says whether something signed has arrived, or is kept and will be sent. */
export function toastDelivery(delivery: Delivery, text: Text): void {
  if (delivery.state === 'delivered') Toast.show({ icon: 'success', content: text('delivery.done') });
  else Toast.show({ content: text('delivery.waiting'), duration: 4000 });
}

/** A short remark. */
export function toast(content: string): void {
  Toast.show({ content, duration: 3000 });
}

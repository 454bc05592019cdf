/** Copies of an item that are free: every tenth. */
export function freeCopies(quantity) {
  return Math.floor(quantity / 10);
}

/** Cents that a coupon takes off, never more than there is to pay. */
export function couponDiscount(coupon, subtotal) {
  if (!coupon) return 0;
  const discount = coupon.kind === 'fixed'
    ? Math.floor(coupon.amount * 100)
    : Math.round((subtotal * coupon.percent) / 100);
  return Math.min(discount, subtotal);
}

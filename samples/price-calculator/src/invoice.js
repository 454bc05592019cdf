import { couponDiscount, freeCopies } from './discount.js';
import { formatCents, toCents } from './money.js';
import { shippingCost } from './shipping.js';

const VAT_PERCENT = 19;

/**
 * Adds up an order: `{ items: [{ name, price, quantity }], coupon?, shipTo }`.
 * Amounts in the result are formatted; `cents` holds the total as a number.
 */
export function invoice({ items, coupon, shipTo }) {
  const lines = items.map(({ name, price, quantity }) => ({
    name,
    cents: toCents(price) * (quantity - freeCopies(quantity)),
  }));
  const subtotal = lines.reduce((sum, line) => sum + line.cents, 0);
  const discount = couponDiscount(coupon, subtotal);
  const shipping = shippingCost(shipTo, subtotal - discount);
  const cents = subtotal - discount + shipping;
  return {
    lines: lines.map((line) => `${line.name}: ${formatCents(line.cents)}`),
    discount: formatCents(-discount),
    shipping: formatCents(shipping),
    vatContained: formatCents(containedVat(cents)),
    total: formatCents(cents),
    cents,
  };
}

function containedVat(cents) {
  return Math.round((cents * VAT_PERCENT) / (100 + VAT_PERCENT));
}

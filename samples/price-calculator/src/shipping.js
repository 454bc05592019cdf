const RATES = {
  domestic: { price: 4.35, freeFrom: 75 },
  abroad: { price: 14.5, freeFrom: 150 },
};

/** Cents for sending an order of `subtotal` cents; large orders travel free. */
export function shippingCost(shipTo, subtotal) {
  const rate = RATES[shipTo];
  if (!rate) throw new RangeError(`We do not ship to ${shipTo}`);
  if (subtotal >= Math.floor(rate.freeFrom * 100)) return 0;
  return Math.floor(rate.price * 100);
}

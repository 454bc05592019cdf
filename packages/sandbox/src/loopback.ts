/**
 * The name of the loopback inside, as rootfs/etc/hosts has it. No proxy stands before it: unlike `localhost`, which
 * a command may be told to look for outside, it is never anything else.
 */
export const LOOPBACK = 'sandbox';

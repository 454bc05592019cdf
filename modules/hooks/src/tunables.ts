/** Hooks of one tenant that run at once, over all servers: so many that something waits for, and as many others. The rest wait. */
export const tenantHooksAtOnce = 4;
/** Enabled hooks of a tenant for one event. */
export const mostPerEvent = 20;
/** Programs with QuickJS that one server has at most. */
export const scriptWorkers = 6;
/** Programs that read the code of hooks: apart from those that run it, so that nobody who saves a hook waits for an endless loop. */
export const readers = 2;
/** Hooks that one server tries out at once: fewer than it has programs, which hooks that are called for something need. */
export const trialsAtOnce = { ofTenant: 2, inAll: 3 };
/** Hooks whose code one server reads at once for whoever saves them, each in a transaction: far fewer than it has connections. */
export const savesAtOnce = { ofTenant: 3, inAll: 5 };
/** Past its hook's own time, whoever has taken a hook up may be this late; then another may. */
export const leaseGraceMs = 10_000;
/** A hook that was taken up so often and never ended has failed: it ends whatever runs it. */
export const mostClaims = 4;
/** Before its second attempt a hook rests this long, before each further one twice as long as before. */
export const retryAfterSeconds = 10;
/** One job runs so many hooks of a tenant before it makes room for others. */
export const hooksPerJob = 25;
/** How often a hook that comes before something looks whether there is room for it. */
export const lookForRoomMs = 100;
/** How deep a hook's output may be nested. */
export const mostDepth = 32;
/** Requests that the history of one hook's run tells of. */
export const mostRequestsTold = 100;
/** Bytes of an answer that a hook asks for. */
export const mostAnswerBytes = 1_000_000;

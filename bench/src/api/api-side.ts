/** A running HTTP server that serves `GET /tickets/:id` and `POST /projects/:id/<insertPaths>` below `url`. */
export type ApiSide = {
  url: string;
  /** Sent with every request: authentication. */
  headers: Record<string, string>;
  /** Tickets are spread over these, so that none becomes the one row all inserts wait for. */
  projectIds: string[];
  /** Paths below a project that a ticket can be posted to; the last one takes a number and a place for it as well. */
  insertPaths: string[];
  stop(): Promise<void>;
};

/** A running HTTP server that serves `GET /tickets/:id` and `POST /projects/:id/tickets` below `url`. */
export type ApiSide = {
  url: string;
  /** Sent with every request: authentication. */
  headers: Record<string, string>;
  /** Tickets are spread over these, so that none becomes the one row all inserts wait for. */
  projectIds: string[];
  stop(): Promise<void>;
};

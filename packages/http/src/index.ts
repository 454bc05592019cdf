export { guardOrigin } from './guard-origin.ts';
export { invalidBody, invalidField } from './invalid-body.ts';
export { pageQuery, type PageWanted, toPage } from './page.ts';
export { idParam, idQuery, intQuery, invalidQuery } from './parse-param.ts';
export { problemBody, problemOf, problemResponse } from './problem-response.ts';
export { readJson } from './read-json.ts';
export { refuseTaken } from './refuse-taken.ts';
export { created, mayDo, noContent, ok, type Principal, type ReadInput, readRoute, route, type Route, routeTogether, routeWithBody } from './route.ts';
export { serveRoute } from './serve-route.ts';

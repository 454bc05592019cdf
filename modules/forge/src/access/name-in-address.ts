/** `team/shop` of `https://git.example.org/team/shop.git` and `git@git.example.org:team/shop.git`. */
export function nameInAddress(address: string): string {
  return address.replace(/^[a-z]+:\/\/[^/]+\/|^[^:]+:/, '').replace(/\.git$/, '').replace(/^\/+/, '');
}

// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What becomes of a refresh token that is used a second time.
//
// Strict is oidc-provider's own way: the whole grant ends. Lenient is how the
// Matrix Authentication Service does it: as long as nothing of the pair that
// replaced it was used, the answer may have been lost on its way, and the old
// token still works; afterwards it is refused, and the grant lives on.

export class Rotation {
  strict = true;

  #successors = new Map();
  #introspected = new Set();

  /**
   * Remembers which pair a token request has put in the place of which token.
   * Returns the pair that had been there before, and was never used.
   */
  rotated({ RotatedRefreshToken: old, RefreshToken: next, AccessToken: access }) {
    if (!old) return undefined;
    const lost = this.#successors.get(old.jti);
    this.#successors.set(old.jti, { next: next.jti, access: access.jti });
    return lost;
  }

  introspected(accessToken) {
    this.#introspected.add(accessToken);
  }

  /** The row as the token endpoint shall see it; undefined refuses it. */
  judge(row, rows) {
    if (this.strict || !row.consumed) return row;

    const successor = this.#successors.get(row.jti);
    const used = successor && (this.#introspected.has(successor.access)
      || rows.get(successor.next)?.consumed);
    return used ? undefined : { ...row, consumed: undefined };
  }
}

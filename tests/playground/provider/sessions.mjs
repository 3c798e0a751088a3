// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The Matrix sessions: which grant is which device of whom. The homeserver's
// devices follow them.

export class Sessions {
  #byGrant = new Map();
  #provider;
  #synapse;

  constructor(provider, synapse) {
    this.#provider = provider;
    this.#synapse = synapse;
  }

  of(user) {
    return [...this.#byGrant.values()].filter((session) => session.user === user);
  }

  find(user, device) {
    return this.of(user).find((session) => session.device === device);
  }

  async begin(grantId, { user, device, client }) {
    this.#byGrant.set(grantId, { grantId, user, device, client, since: new Date() });
    await this.#synapse.upsertDevice(user, device, client);
  }

  /** After the grant was revoked, for whatever reason. */
  async ended(grantId) {
    const session = this.#byGrant.get(grantId);
    if (!session) return;

    this.#byGrant.delete(grantId);
    // Who signed in again with the same device ID keeps the device.
    if (!this.find(session.user, session.device)) {
      await this.#synapse.deleteDevice(session.user, session.device);
    }
  }

  async end(grantId) {
    const { AccessToken, RefreshToken, AuthorizationCode, Grant } = this.#provider;
    for (const model of [AccessToken, RefreshToken, AuthorizationCode]) {
      await model.revokeByGrantId(grantId);
    }
    await Grant.adapter.destroy(grantId);
    await this.ended(grantId);
  }

  async endDevice(user, device) {
    const sessions = this.of(user).filter((session) => session.device === device);
    for (const { grantId } of sessions) await this.end(grantId);
  }

  async endAll(user) {
    for (const { grantId } of this.of(user)) await this.end(grantId);
  }
}

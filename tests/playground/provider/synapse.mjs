// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the provider tells the homeserver of users and devices, through the
// endpoints that Synapse has for the Matrix Authentication Service.

export class Synapse {
  #url;
  #secret;

  constructor({ url, secret }) {
    this.#url = url;
    this.#secret = secret;
  }

  provisionUser(localpart, displayName) {
    return this.#post('provision_user', { localpart, set_displayname: displayName });
  }

  setDisplayName(localpart, displayname) {
    return this.#post('set_displayname', { localpart, displayname });
  }

  deleteUser(localpart) {
    return this.#post('delete_user', { localpart, erase: false });
  }

  allowCrossSigningReset(localpart) {
    return this.#post('allow_cross_signing_reset', { localpart });
  }

  upsertDevice(localpart, device, displayName) {
    return this.#post('upsert_device', {
      localpart, device_id: device, display_name: displayName,
    });
  }

  deleteDevice(localpart, device) {
    return this.#post('delete_device', { localpart, device_id: device });
  }

  async displayName(localpart) {
    const response = await this.#get('query_user', localpart);
    return (await response.json()).display_name;
  }

  /** Why a name can't be had, in Synapse's words; undefined if it can. */
  async objectionTo(localpart) {
    const response = await this.#get('is_localpart_available', localpart);
    return response.ok ? undefined : (await response.json()).error;
  }

  #get(endpoint, localpart) {
    return fetch(`${this.#url}/_synapse/mas/${endpoint}?${new URLSearchParams({ localpart })}`, {
      headers: { authorization: `Bearer ${this.#secret}` },
    });
  }

  async #post(endpoint, body) {
    const response = await fetch(`${this.#url}/_synapse/mas/${endpoint}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${endpoint}: ${response.status} ${await response.text()}`);
    }
  }
}

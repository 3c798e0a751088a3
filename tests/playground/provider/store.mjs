// SPDX-FileCopyrightText: Latchkey contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// oidc-provider's storage, in memory. Its own forgets the oldest of a
// thousand entries, which a long test run would see as a lost session.

export class Store {
  #models = new Map();

  /** One table for each kind of thing: the "adapter" of oidc-provider. */
  constructor(rotation) {
    this.adapter = (model) => {
      if (!this.#models.has(model)) {
        this.#models.set(model, model === 'RefreshToken'
          ? new RefreshTokens(rotation) : new Table());
      }
      return this.#models.get(model);
    };
  }
}

class Table {
  rows = new Map();

  async upsert(id, payload) {
    this.rows.set(id, payload);
  }

  // What has expired is recognised by its reader.
  async find(id) {
    return this.rows.get(id);
  }

  async findByUid(uid) {
    return [...this.rows.values()].find((row) => row.uid === uid);
  }

  async findByUserCode(userCode) {
    return [...this.rows.values()].find((row) => row.userCode === userCode);
  }

  async consume(id) {
    this.rows.get(id).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    this.rows.delete(id);
  }

  async revokeByGrantId(grantId) {
    for (const [id, row] of this.rows) {
      if (row.grantId === grantId) this.rows.delete(id);
    }
  }
}

class RefreshTokens extends Table {
  constructor(rotation) {
    super();
    this.rotation = rotation;
  }

  async find(id) {
    const row = await super.find(id);
    return row && this.rotation.judge(row, this.rows);
  }
}

/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-keyring-banner.h"

#include "lk-announce.h"

/**
 * LkKeyringBanner:
 *
 * Says above the accounts that the keyring is locked, with the button that unlocks it. It is built
 * when that is so for the first time; until then nothing is there to be seen.
 */
struct _LkKeyringBanner
{
  AdwBin          parent_instance;
  LkAccountStore *store; /* (nullable) until set */
};

G_DEFINE_FINAL_TYPE (LkKeyringBanner, lk_keyring_banner, ADW_TYPE_BIN)

static void
build (LkKeyringBanner *self)
{
  g_autoptr (GtkBuilder) builder =
    gtk_builder_new_from_resource ("/im/latchkey/Latchkey/lk-keyring-banner.ui");

  lk_announce_label (GTK_LABEL (gtk_builder_get_object (builder, "label")));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (gtk_builder_get_object (builder, "banner")));
}

static void
update (LkKeyringBanner *self)
{
  gboolean is_locked = lk_account_store_get_locked (self->store);

  if (is_locked && adw_bin_get_child (ADW_BIN (self)) == NULL)
    build (self);
  gtk_widget_set_visible (GTK_WIDGET (self), is_locked);
}

static void
lk_keyring_banner_finalize (GObject *object)
{
  g_clear_object (&LK_KEYRING_BANNER (object)->store);
  G_OBJECT_CLASS (lk_keyring_banner_parent_class)->finalize (object);
}

static void
lk_keyring_banner_class_init (LkKeyringBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_keyring_banner_finalize;
}

static void
lk_keyring_banner_init (LkKeyringBanner *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * lk_keyring_banner_set_store:
 * @self: the banner, which has none yet
 * @store: what it tells of
 */
void
lk_keyring_banner_set_store (LkKeyringBanner *self,
                             LkAccountStore  *store)
{
  g_return_if_fail (LK_IS_KEYRING_BANNER (self));
  g_return_if_fail (self->store == NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "notify::locked", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

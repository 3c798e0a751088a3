/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-account-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static char *
index_path (LkAccountFixture *self)
{
  return g_build_filename (self->dir, "data", "accounts.ini", NULL);
}

static char *
read_text (LkAccountFixture *self)
{
  g_autofree char *path = index_path (self);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
write_text (LkAccountFixture *self,
            const char       *text)
{
  g_autofree char *path = index_path (self);
  g_autoptr (GError) error = NULL;

  lk_test_touch (path);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
put (LkAccountIndex  *index,
     LkAccountRecord *record)
{
  g_autoptr (GError) error = NULL;

  lk_account_index_put (index, record, &error);
  g_assert_no_error (error);
}

static void
test_no_file_is_no_accounts (LkAccountFixture *self,
                             gconstpointer     data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = lk_account_index_load (self->ports->index, &error);
  g_autofree char *text = read_text (self);

  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 0);
  g_assert_null (text);
}

/* Written, changed and written again: the order is still that in which they were added. */
static void
test_order_is_kept (LkAccountFixture *self,
                    gconstpointer     data)
{
  g_autoptr (LkAccountRecord) a = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) b = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) c = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) changed = lk_account_record_copy (a);
  g_autoptr (LkPorts) later = lk_account_fixture_new_ports (self);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  put (self->ports->index, a);
  put (self->ports->index, b);
  put (self->ports->index, c);
  changed->display_name = g_strdup ("Ada");
  put (self->ports->index, changed);

  records = lk_account_index_load (later->index, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 3);
  g_assert_cmpstr (((LkAccountRecord *) records->pdata[0])->id, ==, a->id);
  g_assert_cmpstr (((LkAccountRecord *) records->pdata[0])->display_name, ==, "Ada");
  g_assert_cmpstr (((LkAccountRecord *) records->pdata[1])->id, ==, b->id);
  g_assert_cmpstr (((LkAccountRecord *) records->pdata[2])->id, ==, c->id);
}

static void
test_removed_is_gone_and_the_others_stay (LkAccountFixture *self,
                                          gconstpointer     data)
{
  g_autoptr (LkAccountRecord) a = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) b = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) read = NULL;
  g_autoptr (GError) error = NULL;

  put (self->ports->index, a);
  put (self->ports->index, b);
  g_assert_true (lk_account_index_remove (self->ports->index, a->id, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 1);
  read = lk_account_fixture_read_record (self, b->id);
  g_assert_nonnull (read);
  /* What isn't there needs no removing. */
  g_assert_true (lk_account_index_remove (self->ports->index, a->id, &error));
  g_assert_no_error (error);
}

static void
test_file_is_the_owners_alone (LkAccountFixture *self,
                               gconstpointer     data)
{
  g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autofree char *path = index_path (self);
  g_autofree char *directory = g_path_get_dirname (path);
  GStatBuf info;

  put (self->ports->index, record);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (directory, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
}

/* A group of a later version is reported and stays in the file, whatever else is written. */
static void
test_newer_group_is_kept_and_reported (LkAccountFixture *self,
                                       gconstpointer     data)
{
  g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkPorts) later = lk_account_fixture_new_ports (self);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) more = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  g_autofree char *text = NULL;

  write_text (self, "# by hand\n[fromthefuture]\nFormat=2\nQuantum=yes\n");
  records = lk_account_index_load (self->ports->index, &error);
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
  g_assert_cmpuint (records->len, ==, 0);

  put (self->ports->index, record);
  text = read_text (self);
  g_assert_nonnull (strstr (text, "# by hand\n"));
  g_assert_nonnull (strstr (text, "[fromthefuture]\nFormat=2\nQuantum=yes\n"));
  more = lk_account_index_load (later->index, &again);
  g_assert_error (again, LK_ERROR, LK_ERROR_STORAGE_FAILED);
  g_assert_cmpuint (more->len, ==, 1);
}

static void
test_damaged_file_is_never_overwritten (LkAccountFixture *self,
                                        gconstpointer     data)
{
  static const char damaged[] = "[half\nFormat=1\n\377";
  gboolean load_first = GPOINTER_TO_INT (data);
  g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autofree char *text = NULL;

  write_text (self, damaged);
  if (load_first)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) records = lk_account_index_load (self->ports->index, &error);

      g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
      g_assert_cmpuint (records->len, ==, 0);
    }
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (lk_account_index_put (self->ports->index, record, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
      g_clear_error (&error);
      g_assert_false (lk_account_index_remove (self->ports->index, record->id, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
    }
  text = read_text (self);
  g_assert_cmpstr (text, ==, damaged);
}

/* Whoever writes without having read loses nothing of what others wrote. */
static void
test_writing_reads_first (LkAccountFixture *self,
                          gconstpointer     data)
{
  g_autoptr (LkAccountRecord) a = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) b = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkPorts) later = lk_account_fixture_new_ports (self);

  put (self->ports->index, a);
  put (later->index, b);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 2);
}

/* Two programs, both of which have read the file: neither undoes what the other did. */
static void
test_two_programs_keep_each_others_changes (LkAccountFixture *self,
                                            gconstpointer     data)
{
  g_autoptr (LkAccountRecord) a = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) b = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) c = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) renamed = lk_account_record_copy (a);
  g_autoptr (LkPorts) other = lk_account_fixture_new_ports (self);
  g_autoptr (LkAccountRecord) read = NULL;

  put (self->ports->index, a);
  put (other->index, b);
  put (self->ports->index, c);
  g_free (renamed->display_name);
  renamed->display_name = g_strdup ("Ada");
  put (other->index, renamed);
  put (self->ports->index, b);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 3);
  read = lk_account_fixture_read_record (self, a->id);
  g_assert_cmpstr (read->display_name, ==, "Ada");
}

/* Signed out there, its name learned here a moment later: it doesn't come back. */
static void
test_removed_by_another_program_stays_removed (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccountRecord) a = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkPorts) other = lk_account_fixture_new_ports (self);

  put (self->ports->index, a);
  g_assert_true (lk_account_index_remove (other->index, a->id, NULL));
  put (self->ports->index, a);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
}

/* … not even when something else was written first, which showed that it has gone. */
static void
test_removed_by_another_program_stays_removed_for_good (LkAccountFixture *self,
                                                        gconstpointer     data)
{
  g_autoptr (LkAccountRecord) a = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) b = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkPorts) other = lk_account_fixture_new_ports (self);

  put (self->ports->index, a);
  g_assert_true (lk_account_index_has (self->ports->index, a->id));
  g_assert_true (lk_account_index_remove (other->index, a->id, NULL));
  g_assert_false (lk_account_index_has (self->ports->index, a->id));
  put (self->ports->index, b);
  put (self->ports->index, a);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 1);
  g_assert_false (lk_account_index_has (self->ports->index, a->id));
}

/* The person signs in again here: a session that is not written down would be lost. */
static void
test_removed_by_another_program_comes_back_by_signing_in (LkAccountFixture *self,
                                                          gconstpointer     data)
{
  g_autoptr (LkAccountRecord) a = lk_account_fixture_new_record (self, LK_RECORD_NEEDS_SIGN_IN);
  g_autoptr (LkAccountRecord) pending = lk_account_record_copy (a);
  g_autoptr (LkAccountRecord) active = lk_account_record_copy (a);
  g_autoptr (LkPorts) other = lk_account_fixture_new_ports (self);
  g_autoptr (LkAccountRecord) read = NULL;

  pending->state = LK_RECORD_PENDING;
  active->state = LK_RECORD_ACTIVE;
  put (self->ports->index, a);
  g_assert_true (lk_account_index_remove (other->index, a->id, NULL));
  put (self->ports->index, pending);
  put (self->ports->index, active);
  read = lk_account_fixture_read_record (self, a->id);
  g_assert_nonnull (read);
  g_assert_cmpint (read->state, ==, LK_RECORD_ACTIVE);
  g_assert_true (lk_account_index_has (self->ports->index, a->id));
}

/* Somebody tidies up the folder while the program runs. */
static void
test_vanished_file_is_written_anew (LkAccountFixture *self,
                                    gconstpointer     data)
{
  g_autoptr (LkAccountRecord) a = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) b = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autofree char *path = index_path (self);

  put (self->ports->index, a);
  g_assert_cmpint (g_unlink (path), ==, 0);
  put (self->ports->index, b);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 2);
}

/* What could not be written goes with whatever is written next. */
static void
test_unwritten_change_goes_with_the_next (LkAccountFixture *self,
                                          gconstpointer     data)
{
  g_autoptr (LkAccountRecord) a = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) b = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autofree char *path = index_path (self);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  lk_test_touch (directory);
  g_assert_false (lk_account_index_put (self->ports->index, a, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
  g_assert_cmpint (g_unlink (directory), ==, 0);
  put (self->ports->index, b);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 2);
}

static void
test_failed_write_is_an_error_and_made_up_for (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccountRecord) record = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autofree char *path = index_path (self);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *aside = g_strconcat (directory, ".aside", NULL);
  g_autoptr (GError) error = NULL;

  put (self->ports->index, record);
  /* A file where the directory was: not even root can write below it. */
  g_assert_cmpint (g_rename (directory, aside), ==, 0);
  lk_test_touch (directory);
  g_assert_false (lk_account_index_remove (self->ports->index, record->id, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE_FAILED);
  g_clear_error (&error);

  g_assert_cmpint (g_unlink (directory), ==, 0);
  g_assert_cmpint (g_rename (aside, directory), ==, 0);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 1);
  g_assert_true (lk_account_index_remove (self->ports->index, record->id, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 0);
}

/* Whoever wanted it gone has been told that it is still there, and goes on with it. */
static void
test_failed_removal_does_not_go_with_the_next (LkAccountFixture *self,
                                               gconstpointer     data)
{
  g_autoptr (LkAccountRecord) a = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autoptr (LkAccountRecord) b = lk_account_fixture_new_record (self, LK_RECORD_ACTIVE);
  g_autofree char *path = index_path (self);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *aside = g_strconcat (directory, ".aside", NULL);

  put (self->ports->index, a);
  g_assert_cmpint (g_rename (directory, aside), ==, 0);
  lk_test_touch (directory);
  g_assert_false (lk_account_index_remove (self->ports->index, a->id, NULL));
  g_assert_cmpint (g_unlink (directory), ==, 0);
  g_assert_cmpint (g_rename (aside, directory), ==, 0);
  put (self->ports->index, b);
  g_assert_cmpuint (lk_account_fixture_count_records (self), ==, 2);
}

#define add lk_account_fixture_add

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/account-index/no-file-is-no-accounts", NULL, test_no_file_is_no_accounts);
  add ("/account-index/order-is-kept", NULL, test_order_is_kept);
  add ("/account-index/removed-is-gone-and-the-others-stay", NULL,
       test_removed_is_gone_and_the_others_stay);
  add ("/account-index/file-is-the-owners-alone", NULL, test_file_is_the_owners_alone);
  add ("/account-index/newer-group-is-kept-and-reported", NULL,
       test_newer_group_is_kept_and_reported);
  add ("/account-index/damaged-file-is-never-overwritten/after-loading", GINT_TO_POINTER (TRUE),
       test_damaged_file_is_never_overwritten);
  add ("/account-index/damaged-file-is-never-overwritten/unread", GINT_TO_POINTER (FALSE),
       test_damaged_file_is_never_overwritten);
  add ("/account-index/writing-reads-first", NULL, test_writing_reads_first);
  add ("/account-index/two-programs-keep-each-others-changes", NULL,
       test_two_programs_keep_each_others_changes);
  add ("/account-index/removed-by-another-program-stays-removed", NULL,
       test_removed_by_another_program_stays_removed);
  add ("/account-index/removed-by-another-program-stays-removed-for-good", NULL,
       test_removed_by_another_program_stays_removed_for_good);
  add ("/account-index/removed-by-another-program-comes-back-by-signing-in", NULL,
       test_removed_by_another_program_comes_back_by_signing_in);
  add ("/account-index/vanished-file-is-written-anew", NULL, test_vanished_file_is_written_anew);
  add ("/account-index/unwritten-change-goes-with-the-next", NULL,
       test_unwritten_change_goes_with_the_next);
  add ("/account-index/failed-write-is-an-error-and-made-up-for", NULL,
       test_failed_write_is_an_error_and_made_up_for);
  add ("/account-index/failed-removal-does-not-go-with-the-next", NULL,
       test_failed_removal_does_not_go_with_the_next);

  return g_test_run ();
}

/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gi18n.h>

#include "lk-config.h"
#include "lk-files.h"
#include "lk-text-check.h"
#include "lk-tour.h"

/*
 * Every page and dialog as wide as a phone, in a language of long words, one that is written from
 * the right, and one without spaces: nothing is left in English, and nothing is cut.
 *
 * A language is chosen for the whole process, so each has its own.
 */

#define WIDTH  360
#define HEIGHT 640

static const char *const languages[] = { "de", "ar", "ja" };

static void
visit (LkE2e      *e2e,
       const char *stop,
       gpointer    user_data)
{
  lk_text_check (user_data, stop, WIDTH);
}

/* Proves that the check can find something, and that the language has been taken. */
static void
assert_language (LkCatalogue *catalogue)
{
  g_assert_true (lk_catalogue_is_original (catalogue, "Sign In"));
  g_assert_true (lk_catalogue_is_original (catalogue, "Last seen 3 minutes ago"));
  g_assert_false (lk_catalogue_is_original (catalogue, "@alice:playground.test"));
  g_assert_true (lk_catalogue_is_translation (catalogue, _("Sign In")));
  g_assert_cmpstr (_("Sign In"), !=, "Sign In");
}

static void
test_every_page (gconstpointer language)
{
  g_autofree char *path = g_build_filename (LK_TEST_LOCALEDIR, language, "LC_MESSAGES",
                                            GETTEXT_PACKAGE ".mo", NULL);
  g_autoptr (LkCatalogue) catalogue = NULL;
  g_autoptr (LkE2e) e2e = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  lk_tour_speak (language);
  catalogue = lk_catalogue_new (path);
  assert_language (catalogue);
  e2e = lk_e2e_new ();
  lk_tour_resize (e2e, WIDTH, HEIGHT);
  lk_tour_walk (e2e, visit, catalogue);
}

/* What is nobody's words: addresses, names, identifiers, numbers, what servers write. */
#define NAMES   "^(Alice|Bob|Toolbox|Latchkey)\\b"
#define SERVERS "^(M_[A-Z]+ “|Invalid registration token$|House rules$)"
#define KEYS    "^Ctrl\\+"
/* The first letter of a name, and devices. */
#define CODES   "^([A-Z]|[A-Z]{10}|[A-Z]{12}|[A-Z]{4}-[A-Z]{4})$"
#define DATA    "[@:/.0-9]|^[^[:alpha:]]*$|" NAMES "|" SERVERS "|" KEYS "|" CODES

static void
visit_marked (LkE2e      *e2e,
              const char *stop,
              gpointer    data)
{
  lk_text_check_marked (data, stop);
}

static char *
make_pseudo_catalogue (void)
{
  char *folder = g_dir_make_tmp ("latchkey-pseudo-XXXXXX", NULL);
  const char *const argv[] = { LK_TEST_PSEUDO, LK_TEST_ROOT, folder, NULL };
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, NULL);

  g_assert_nonnull (process);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  return folder;
}

static void
test_every_word_goes_through_gettext (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (GRegex) data = NULL;
  g_autoptr (LkE2e) e2e = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  data = g_regex_new (DATA, 0, 0, NULL);
  g_assert_nonnull (data);
  folder = make_pseudo_catalogue ();
  lk_tour_speak_from (folder, "pseudo");
  g_assert_cmpstr (_("Sign In"), ==, "⟦Sign In⟧");
  e2e = lk_e2e_new ();
  lk_tour_walk (e2e, visit_marked, data);
  lk_remove_tree (folder);
}

int
main (int   argc,
      char *argv[])
{
  lk_e2e_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *path = g_strconcat ("/e2e/languages/every-page/", languages[i], NULL);

      g_test_add_data_func (path, languages[i], test_every_page);
    }
  g_test_add_func ("/e2e/languages/every-word-goes-through-gettext",
                   test_every_word_goes_through_gettext);
  return g_test_run ();
}

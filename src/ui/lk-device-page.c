/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lk-device-page.h"

#include <glib/gi18n.h>

#include "lk-announce.h"
#include "lk-error-text.h"
#include "lk-focus.h"
#include "lk-qr-paintable.h"
#include "lk-shown-child.h"
#include "lk-ways-button.h"

/**
 * LkDevicePage:
 *
 * Shows what a person needs to sign in with another device: an address, a code to type there, the
 * address as a QR code, and how long it is good. All of it follows from the grant, which somebody
 * else starts; only a new code after a failure is asked for here.
 *
 * Actions: `device.copy-code`, `device.copy-link`, `device.new-code`; of the flow around it:
 * `sign-in.cancel`.
 */
struct _LkDevicePage
{
  AdwBin         parent_instance;
  AdwStatusPage *busy_page;
  AdwStatusPage *failure_page;
  LkDeviceGrant *grant;
  GtkWidget     *cancel_button;
  GtkWidget     *ways_button;
  GtkStack      *stack;
  GtkLabel      *advice_label;
  GtkLabel      *address_label;
  GtkLabel      *code_label;
  GtkWidget     *copy_button;
  GtkPicture    *picture;
  GtkLabel      *time_label;
  GtkWidget     *new_code_button;
  guint          wake_id; /* 0 or the clock's, until the time left is another */
};

G_DEFINE_FINAL_TYPE (LkDevicePage, lk_device_page, ADW_TYPE_BIN)

enum
{
  PROP_GRANT = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* These are bound in the template. */

static char *
child_name (LkDevicePage      *self,
            LkDeviceGrantState state)
{
  switch (state)
    {
    case LK_DEVICE_GRANT_WAITING:
      return g_strdup ("code");
    case LK_DEVICE_GRANT_FAILED:
      return g_strdup ("failure");
    case LK_DEVICE_GRANT_IDLE:
    case LK_DEVICE_GRANT_STARTING:
    case LK_DEVICE_GRANT_GRANTED:
    default:
      return g_strdup ("busy");
    }
}

static char *
busy_text (LkDevicePage      *self,
           LkDeviceGrantState state)
{
  if (state == LK_DEVICE_GRANT_GRANTED)
    return g_strdup (_("Finishing sign-in…"));
  /* Translators: the provider is asked for a code that the person types on another device. */
  return g_strdup (_("Asking for a code…"));
}

static char *
failure_icon (LkDevicePage *self,
              const GError *error)
{
  return g_strdup (lk_error_text_icon (error));
}

static char *
failure_title (LkDevicePage *self,
               const GError *error)
{
  return g_strdup (lk_error_text_title (error));
}

static char *
failure_markup (LkDevicePage *self,
                const GError *error)
{
  return lk_error_text_markup (error);
}

static char *
failure_details (LkDevicePage *self,
                 const GError *error)
{
  return lk_error_text_details (error);
}

static gboolean
has_text (LkDevicePage *self,
          const char   *text)
{
  return text != NULL;
}

/* The time left. */

static void stop_time (LkDevicePage *self);
static void show_time (LkDevicePage *self);

static void
on_second (gpointer user_data)
{
  LkDevicePage *self = user_data;

  self->wake_id = 0;
  show_time (self);
}

static void
write_time (LkDevicePage *self,
            gint64        seconds)
{
  g_autofree char *time =
    g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
  /* Translators: %s is minutes and seconds, such as 4:32. */
  g_autofree char *text = g_strdup_printf (_("Time left: %s"), time);

  gtk_label_set_text (self->time_label, text);
}

/* Nobody is woken for a page that isn't seen. */
static void
show_time (LkDevicePage *self)
{
  LkClock *clock = lk_device_grant_get_clock (self->grant);
  gint64 now = lk_clock_seconds (clock);
  gint64 left = MAX (lk_device_grant_get_expires_at (self->grant) - now, 0);

  stop_time (self);
  write_time (self, left);
  if (left > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->wake_id = lk_clock_wake_at (clock, (now + 1) * G_USEC_PER_SEC, on_second, self);
}

static void
stop_time (LkDevicePage *self)
{
  if (self->wake_id != 0)
    lk_clock_cancel (lk_device_grant_get_clock (self->grant), self->wake_id);
  self->wake_id = 0;
}

/* The code. */

static const char *
best_link (LkDevicePage *self)
{
  const char *complete = lk_device_grant_get_verification_uri_complete (self->grant);

  return complete != NULL ? complete : lk_device_grant_get_verification_uri (self->grant);
}

/* One character after the other, for those who hear it; a reader may pass over a dash. */
static char *
spell (const char *code)
{
  GString *spelled = g_string_new (NULL);

  for (const char *p = code; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (p != code)
        g_string_append_c (spelled, ' ');
      if (*p == '-')
        /* Translators: the character "-" in a code, read out by a screen reader. */
        g_string_append (spelled, _("dash"));
      else
        g_string_append_unichar (spelled, g_utf8_get_char (p));
    }
  return g_string_free (spelled, FALSE);
}

static const char *
advice (gboolean has_picture,
        gboolean is_complete)
{
  if (!has_picture)
    return _("On your phone or another computer, open this address and type the code.");
  if (is_complete)
    return _("On your phone or another computer, open this address and type the code, or just "
             "scan the QR code.");
  return _("On your phone or another computer, open this address or scan the QR code. Then type "
           "the code.");
}

static void
show_picture (LkDevicePage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPaintable) paintable = lk_qr_paintable_new (best_link (self), &error);

  if (paintable == NULL)
    g_debug ("There is no QR code: %s", error->message);
  gtk_picture_set_paintable (self->picture, paintable);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), paintable != NULL);
}

static void
on_code_changed (LkDevicePage *self)
{
  const char *code = lk_device_grant_get_user_code (self->grant);
  const char *complete = lk_device_grant_get_verification_uri_complete (self->grant);
  g_autofree char *spelled = NULL;

  show_time (self);
  gtk_label_set_text (self->code_label, code != NULL ? code : "");
  if (code == NULL)
    return;
  spelled = spell (code);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code_label),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spelled, -1);
  show_picture (self);
  gtk_label_set_text (self->advice_label, advice (gtk_widget_get_visible
                                                    (GTK_WIDGET (self->picture)),
                                                  complete != NULL));
}

/* What the person does. */

static void
copy (LkDevicePage *self,
      const char   *text,
      const char   *done)
{
  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", done);
}

static void
on_copy_code_activated (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  LkDevicePage *self = LK_DEVICE_PAGE (widget);

  copy (self, lk_device_grant_get_user_code (self->grant), _("Code copied"));
}

static void
on_copy_link_activated (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  LkDevicePage *self = LK_DEVICE_PAGE (widget);

  copy (self, best_link (self), _("Link copied"));
}

static void
on_new_code_activated (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  lk_device_grant_start (LK_DEVICE_PAGE (widget)->grant);
}

static void
on_visible_child_changed (LkDevicePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* The widget. */

static gboolean
lk_device_page_grab_focus (GtkWidget *widget)
{
  LkDevicePage *self = LK_DEVICE_PAGE (widget);

  switch (lk_device_grant_get_state (self->grant))
    {
    case LK_DEVICE_GRANT_WAITING:
      return gtk_widget_grab_focus (self->copy_button);
    case LK_DEVICE_GRANT_FAILED:
      return gtk_widget_grab_focus (self->new_code_button);
    case LK_DEVICE_GRANT_IDLE:
    case LK_DEVICE_GRANT_STARTING:
    case LK_DEVICE_GRANT_GRANTED:
    default:
      return gtk_widget_grab_focus (self->cancel_button);
    }
}

static void
lk_device_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lk_device_page_parent_class)->map (widget);
  show_time (LK_DEVICE_PAGE (widget));
}

static void
lk_device_page_unmap (GtkWidget *widget)
{
  stop_time (LK_DEVICE_PAGE (widget));
  GTK_WIDGET_CLASS (lk_device_page_parent_class)->unmap (widget);
}

static void
lk_device_page_constructed (GObject *object)
{
  LkDevicePage *self = LK_DEVICE_PAGE (object);

  G_OBJECT_CLASS (lk_device_page_parent_class)->constructed (object);
  g_signal_connect_object (self->grant, "notify::user-code", G_CALLBACK (on_code_changed), self,
                           G_CONNECT_SWAPPED);
  on_code_changed (self);
}

static void
lk_device_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  LkDevicePage *self = LK_DEVICE_PAGE (object);

  switch (prop_id)
    {
    case PROP_GRANT:
      g_value_set_object (value, self->grant);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_device_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  LkDevicePage *self = LK_DEVICE_PAGE (object);

  switch (prop_id)
    {
    case PROP_GRANT:
      self->grant = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lk_device_page_finalize (GObject *object)
{
  g_clear_object (&LK_DEVICE_PAGE (object)->grant);
  G_OBJECT_CLASS (lk_device_page_parent_class)->finalize (object);
}

/* Once for the class, and not as the application's own style: the first frame has no use for it. */
static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/im/latchkey/Latchkey/lk-device-page.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LK_TYPE_WAYS_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/latchkey/Latchkey/lk-device-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, ways_button);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, stack);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, advice_label);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, address_label);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, code_label);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, picture);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, time_label);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, new_code_button);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, busy_page);
  gtk_widget_class_bind_template_child (widget_class, LkDevicePage, failure_page);
  gtk_widget_class_bind_template_callback (widget_class, child_name);
  gtk_widget_class_bind_template_callback (widget_class, busy_text);
  gtk_widget_class_bind_template_callback (widget_class, failure_icon);
  gtk_widget_class_bind_template_callback (widget_class, failure_title);
  gtk_widget_class_bind_template_callback (widget_class, failure_markup);
  gtk_widget_class_bind_template_callback (widget_class, failure_details);
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, on_visible_child_changed);
}

static void
lk_device_page_class_init (LkDevicePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = lk_device_page_constructed;
  object_class->get_property = lk_device_page_get_property;
  object_class->set_property = lk_device_page_set_property;
  object_class->finalize = lk_device_page_finalize;
  widget_class->focus = lk_focus_child;
  widget_class->grab_focus = lk_device_page_grab_focus;
  widget_class->map = lk_device_page_map;
  widget_class->unmap = lk_device_page_unmap;

  /** LkDevicePage:grant: what it shows */
  props[PROP_GRANT] = g_param_spec_object ("grant", NULL, NULL, LK_TYPE_DEVICE_GRANT,
                                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "device.copy-code", NULL,
                                   on_copy_code_activated);
  gtk_widget_class_install_action (widget_class, "device.copy-link", NULL,
                                   on_copy_link_activated);
  gtk_widget_class_install_action (widget_class, "device.new-code", NULL, on_new_code_activated);
  bind_template (widget_class);
  load_style ();
}

/* A code and an address are read from left to right everywhere. */
static void
lk_device_page_init (LkDevicePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_shown_child_tell (self->stack);
  lk_announce_page (self->busy_page);
  lk_announce_page (self->failure_page);
  gtk_widget_set_direction (GTK_WIDGET (self->code_label), GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (GTK_WIDGET (self->address_label), GTK_TEXT_DIR_LTR);
}

/**
 * lk_device_page_new:
 * @grant: what to show; not started here
 * @stay: (nullable): whose way it is, to be changed here
 *
 * Returns: a page that shows @grant
 */
GtkWidget *
lk_device_page_new (LkDeviceGrant *grant,
                    LkSignInStay  *stay)
{
  LkDevicePage *self;

  g_return_val_if_fail (LK_IS_DEVICE_GRANT (grant), NULL);

  self = g_object_new (LK_TYPE_DEVICE_PAGE, "grant", grant, NULL);
  g_object_set (self->ways_button, "stay", stay, NULL);
  return GTK_WIDGET (self);
}

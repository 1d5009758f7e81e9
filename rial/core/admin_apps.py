"""Django's admin as this portal runs it; a module of its own, since an app may have only one default config."""

from django.contrib.admin.apps import AdminConfig


class SecretariatAdminConfig(AdminConfig):
    """The stock admin with the Secretariat's site as the default one."""

    default_site = "rial.core.admin_site.SecretariatAdminSite"

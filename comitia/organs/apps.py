from django.apps import AppConfig


class OrgansConfig(AppConfig):
    name = "comitia.organs"
    verbose_name = "Organs"
    default_auto_field = "django.db.models.BigAutoField"

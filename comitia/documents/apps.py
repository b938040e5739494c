from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "comitia.documents"
    verbose_name = "Papers"
    default_auto_field = "django.db.models.BigAutoField"

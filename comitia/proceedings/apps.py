from django.apps import AppConfig


class ProceedingsConfig(AppConfig):
    name = "comitia.proceedings"
    verbose_name = "Proceedings"
    default_auto_field = "django.db.models.BigAutoField"

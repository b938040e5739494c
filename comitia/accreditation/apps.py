from importlib import import_module

from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    name = "comitia.accreditation"
    verbose_name = "Accreditation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("comitia.accreditation.actions")  # the kinds of letters are declared there

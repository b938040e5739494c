from importlib import import_module

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "comitia.programme"
    verbose_name = "Programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("comitia.programme.actions.letters")
